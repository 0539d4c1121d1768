import { describe, expect, it } from "vitest";
import { Variables } from "./variables.ts";

const files = {
  values: { ONLY_FILE: "f", BOTH: "f", EMPTIED: "f", EMPTY_FILE: "", constructor: "c" },
  origin: { ONLY_FILE: ".env:1", BOTH: ".env:2", EMPTIED: ".env:3", constructor: ".env:4" },
};
const variables = new Variables({ ONLY_PROCESS: "p", BOTH: "p", EMPTIED: "", GONE: undefined }, files);

describe("a variable", () => {
  it.each([
    ["ONLY_PROCESS", "p", "the environment"],
    ["ONLY_FILE", "f", ".env:1"],
    ["BOTH", "p", "the environment"],
  ])("%s is %j, found in %s", (name, value, origin) => {
    expect(variables.get(name)).toBe(value);
    expect(variables.origin(name)).toBe(origin);
  });

  it("is unset where the process has it empty, whatever a file says", () => {
    expect(variables.get("EMPTIED")).toBeUndefined();
    expect(variables.get("EMPTY_FILE")).toBeUndefined();
    expect(variables.get("GONE")).toBeUndefined();
    expect(variables.get("NONE")).toBeUndefined();
  });

  it("may be named like a property of every object", () => {
    expect(new Variables({}, files).get("toString")).toBeUndefined();
    expect(new Variables(Object.create(null), files).get("constructor")).toBe("c");
  });

  it("may contain blanks, which are kept", () => {
    expect(new Variables({ KEY: " x " }).get("KEY")).toBe(" x ");
  });
});

describe("several names of one variable", () => {
  it("are read in order, past those that are empty", () => {
    expect(variables.first(["NONE", "EMPTIED", "ONLY_FILE", "BOTH"])).toEqual({
      name: "ONLY_FILE",
      value: "f",
    });
    expect(variables.first(["NONE"])).toBeUndefined();
  });
});

describe("the names that are set", () => {
  it("are each there once, without the empty ones", () => {
    expect(variables.names().toSorted()).toEqual(["BOTH", "ONLY_FILE", "ONLY_PROCESS", "constructor"]);
  });
});
