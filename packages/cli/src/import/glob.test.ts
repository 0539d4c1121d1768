import { expect, test } from "vitest";
import { decideByPattern } from "./glob.ts";

test.each([
  [["A*"], [], "API_KEY", true],
  [[], ["*_KEY"], "API_KEY", false],
  [[], [], "API_KEY", undefined],
  [["B"], ["C"], "API_KEY", undefined],
  [["STRIPE_*"], ["*"], "STRIPE_KEY", true],
  [["STRIPE_*"], ["*"], "API_KEY", false],
  [["DB_*"], ["DB_HOST"], "DB_HOST", false],
  [["DB_*"], ["DB_HOST"], "DB_USER", true],
  [["A"], ["A"], "A", false],
  [["A?"], [], "AB", true],
  [["A?"], [], "A", undefined],
  [["a.b*"], [], "axb", undefined],
  [["(x|y)[z]$"], [], "(x|y)[z]$", true],
])("include %j, exclude %j: %s", (include, exclude, name, moved) => {
  expect(decideByPattern(name, { include, exclude })?.moved).toBe(moved);
});
