import fc from "fast-check";
import { expect, it } from "vitest";
import { printable, printableAscii } from "./printable.ts";

it.each([
  ["plain text", "plain text"],
  ["a\nb\r\tc", "a\\u000ab\\u000d\\u0009c"],
  ["\u001b[31mred", "\\u001b[31mred"],
  ["\u202efdp", "\\u202efdp"],
  ["zero\u200bwidth", "zero\\u200bwidth"],
  ["line\u2028end", "line\\u2028end"],
  ["lone \ud800", "lone \\ud800"],
  ["tag \u{e0041}", "tag \\udb40\\udc41"],
  ["schlüssel 🔑", "schlüssel 🔑"],
])("%j is printed as %j", (text, expected) => {
  expect(printable(text)).toBe(expected);
});

it("ASCII has nothing else", () => {
  expect(printableAscii("schlüssel\n🔑")).toBe("schl\\u00fcssel\\u000a\\ud83d\\udd11");
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(printableAscii(text)).toMatch(/^[ -~]*$/);
    }),
  );
});
