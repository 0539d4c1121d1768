import { expect, test } from "vitest";
import { metadataOf, tagsOf } from "./tags.ts";

test("metadata are tags, and tags metadata", () => {
  const metadata = { owner: "payments", note: "" };
  const tags = tagsOf("a", metadata);
  expect(tags).toEqual([
    { Key: "owner", Value: "payments" },
    { Key: "note", Value: "" },
  ]);
  expect(metadataOf(tags)).toEqual(metadata);
  expect(metadataOf([{ Value: "without a key" }, { Key: "without a value" }])).toEqual({
    "without a value": "",
  });
  expect(metadataOf(undefined)).toEqual({});
});

test.each([
  ["a key of AWS's own", { "aws:x": "1" }],
  ["an empty key", { "": "1" }],
  ["a long key", { ["x".repeat(129)]: "1" }],
  ["a long value", { x: "1".repeat(257) }],
  ["too many", Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`${index}`, ""]))],
])("%s is refused offline", (_, metadata) => {
  expect(() => tagsOf("a", metadata)).toThrow(expect.objectContaining({ code: "invalid_value" }));
});
