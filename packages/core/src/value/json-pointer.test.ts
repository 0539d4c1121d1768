import { describe, expect, it } from "vitest";
import { resolvePointer } from "./json-pointer.ts";

/** The document of RFC 6901, section 5. */
const document = {
  foo: ["bar", "baz"],
  "": 0,
  "a/b": 1,
  "c%d": 2,
  "e^f": 3,
  "g|h": 4,
  "i\\j": 5,
  'k"l': 6,
  " ": 7,
  "m~n": 8,
};

describe("a JSON Pointer", () => {
  it.each([
    ["/foo", ["bar", "baz"]],
    ["/foo/0", "bar"],
    ["/", 0],
    ["/a~1b", 1],
    ["/c%d", 2],
    ["/e^f", 3],
    ["/g|h", 4],
    ["/i\\j", 5],
    ['/k"l', 6],
    ["/ ", 7],
    ["/m~0n", 8],
  ])("%j names what RFC 6901 says", (pointer, value) => {
    expect(resolvePointer(document, pointer)).toEqual(value);
  });

  it("decodes ~01 to ~1 and not to a slash", () => {
    expect(resolvePointer({ "~1": "x", "/": "y" }, "/~01")).toBe("x");
  });

  it.each([
    "/bar",
    "/foo/2",
    "/foo/-",
    "/foo/01",
    "/foo/-1",
    "/foo/ 0",
    "/foo/length",
    "/foo/0/1",
    "/m~0n/x",
  ])("%j names nothing", (pointer) => {
    expect(resolvePointer(document, pointer)).toBeUndefined();
  });

  it.each(["/constructor", "/__proto__", "/toString/name", "/foo/constructor"])(
    "%j does not reach what every object inherits",
    (pointer) => {
      expect(resolvePointer(document, pointer)).toBeUndefined();
    },
  );
});
