import { describe, expect, it } from "vitest";
import { a, flag, listOf, mapOf, object, oneOf, text, wholeNumber } from "./check-shape.ts";

describe("a shape", () => {
  it("finds nothing in what fits", () => {
    const shape = object({
      name: text,
      tags: listOf(text),
      on: flag,
      size: wholeNumber({ min: 1 }),
      kind: oneOf(["x"]),
      by: mapOf(text),
    });
    expect(shape({ name: "n", tags: [], on: false, size: 1, kind: "x", by: { "a b": "c" } }, "it")).toEqual(
      [],
    );
    expect(shape({}, "it")).toEqual([]);
    expect(shape({ name: undefined }, "it")).toEqual([]);
  });

  it("names the place of everything that does not", () => {
    const shape = object({ list: listOf(object({ size: wholeNumber({ min: 1 }) })), by: mapOf(text) });
    expect(shape({ list: [{ size: 0 }, { size: 1.5 }, null, 3], by: { "x]": 1 } }, "it")).toEqual([
      "it.list[0].size is not a whole number from 1",
      "it.list[1].size is not a whole number from 1",
      "it.list[2] is not an object",
      "it.list[3] is not an object",
      'it.by["x]"] is not a text that is not empty',
    ]);
  });

  it("is not met by null, an array, or a number that is none", () => {
    expect(object({})(null, "it")).toEqual(["it is not an object"]);
    expect(object({})([], "it")).toEqual(["it is not an object"]);
    expect(mapOf(text)("x", "it")).toEqual(["it is not an object"]);
    expect(listOf(text)({ length: 0 }, "it")).toEqual(["it is not a list"]);
    expect(wholeNumber({ min: 0 })(Number.NaN, "it")).toHaveLength(1);
    expect(wholeNumber({ min: 0 })("5", "it")).toHaveLength(1);
    expect(oneOf(["x"])(["x"], "it")).toHaveLength(1);
    expect(a("even", (value) => Number(value) % 2 === 0)(3, "it")).toEqual(["it is not even"]);
  });
});
