import { expect, test } from "vitest";
import { alignColumns } from "./align-columns.ts";

test("columns start at the same place, and no line ends with spaces", () => {
  expect(alignColumns([["a", "bb", ""], ["ccc", "d", "e"], ["f"]])).toEqual(["a    bb", "ccc  d   e", "f"]);
});
