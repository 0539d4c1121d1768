import { describe, expect, it } from "vitest";
import type { OptionSpec } from "../contract/option-spec.ts";
import { checkOption, parseOption } from "./option-value.ts";

const specs = {
  string: { type: "string", doc: "" },
  url: { type: "url", doc: "" },
  path: { type: "path", doc: "" },
  integer: { type: "integer", doc: "", min: 1, max: 10 },
  boolean: { type: "boolean", doc: "" },
  list: { type: "list", doc: "" },
  choice: { type: "choice", values: ["a", "b"], doc: "" },
} as const satisfies Record<string, OptionSpec>;

describe("an option in a variable", () => {
  it.each([
    ["string", " as it is ", " as it is "],
    ["url", "https://vault.internal:8200", "https://vault.internal:8200"],
    ["url", "HTTP://127.0.0.1", "HTTP://127.0.0.1"],
    ["url", "https://vault\r", "https://vault"],
    ["path", "./keys/id", "./keys/id"],
    ["integer", "5", 5],
    ["integer", " 10 ", 10],
    ["boolean", "yes", true],
    ["boolean", "OFF", false],
    ["list", "a, b,,c ", ["a", "b", "c"]],
    ["list", "a", ["a"]],
    ["list", ",", []],
    ["choice", "a", "a"],
    ["choice", "b\r", "b"],
  ] as const)("of type %s: %j is %j", (type, text, value) => {
    expect(parseOption(text, specs[type], "X in .env:1")).toEqual({ value, problem: undefined });
  });

  it.each([
    ["url", "vault.internal:8200", "an http:// or https:// address"],
    ["url", "ftp://vault", "an http:// or https:// address"],
    ["url", "https://", "an http:// or https:// address"],
    ["url", "https:vault", "an http:// or https:// address"],
    ["url", "javascript:alert(1)", "an http:// or https:// address"],
    ["integer", "0", "a whole number from 1 to 10"],
    ["integer", "11", "a whole number from 1 to 10"],
    ["integer", "1.5", "a whole number from 1 to 10"],
    ["integer", "0x5", "a whole number from 1 to 10"],
    ["integer", "five", "a whole number from 1 to 10"],
    ["boolean", "maybe", "true or false"],
    ["choice", "A", "one of a, b"],
    ["choice", "toString", "one of a, b"],
  ] as const)("of type %s: %j is refused, without showing it", (type, text, expected) => {
    expect(parseOption(text, specs[type], "X in .env:1").problem).toBe(`X in .env:1 is not ${expected}`);
  });
});

describe("an option in code or in a file", () => {
  it.each([
    ["string", "x"],
    ["url", "http://x"],
    ["path", "x"],
    ["integer", 5],
    ["boolean", false],
    ["list", []],
    ["list", ["a"]],
    ["choice", "b"],
  ] as const)("of type %s may be %j", (type, value) => {
    expect(checkOption(value, specs[type], "option x")).toBeUndefined();
  });

  it.each([
    ["string", "", "a text that is not empty"],
    ["string", 5, "a text that is not empty"],
    ["string", null, "a text that is not empty"],
    ["path", "", "a path"],
    ["url", new URL("http://x"), "an http:// or https:// address"],
    ["integer", "5", "a whole number from 1 to 10"],
    ["integer", Number.NaN, "a whole number from 1 to 10"],
    ["integer", Number.POSITIVE_INFINITY, "a whole number from 1 to 10"],
    ["boolean", "true", "true or false"],
    ["list", "a,b", "a list of texts"],
    ["list", ["a", 1], "a list of texts"],
    ["choice", ["a"], "one of a, b"],
  ] as const)("of type %s may not be %j", (type, value, expected) => {
    expect(checkOption(value, specs[type], "option x")).toBe(`option x is not ${expected}`);
  });

  it("has bounds where it says so", () => {
    expect(checkOption(-5, { type: "integer", doc: "" }, "x")).toBeUndefined();
    expect(checkOption(0.5, { type: "integer", doc: "" }, "x")).toBe("x is not a whole number");
    expect(checkOption(0, { type: "integer", doc: "", min: 1 }, "x")).toBe("x is not a whole number from 1");
  });
});
