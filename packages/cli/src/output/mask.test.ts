import fc from "fast-check";
import { expect, test } from "vitest";
import { mask } from "./mask.ts";

test.each([
  ["", "(empty)"],
  ["hunter2", "********"],
  ["x".repeat(23), "********"],
  ["abcdefghijklmnopqrstuvwx", "abcd...wx"],
  [`SG.9Z1Om${"-".repeat(57)}fw1o`, "SG.9Z1Om...fw1o"],
  ["😀".repeat(24), "😀😀😀😀...😀😀"],
  [`\u001b[31m${"x".repeat(40)}`, "\ufffd[31mxxx...xxx"],
])("%j is shown as %j", (value, masked) => {
  expect(mask(value)).toBe(masked);
});

test("shows at most a quarter of any longer value, and nothing else of it", () => {
  const longer = fc.array(fc.string({ unit: "binary", minLength: 1, maxLength: 1 }), { minLength: 24 });
  fc.assert(
    fc.property(longer, (characters) => {
      const masked = mask(characters.join(""));
      expect(Array.from(masked).length - "...".length).toBeLessThanOrEqual(characters.length / 4);
    }),
  );
});
