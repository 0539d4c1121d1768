import { describe, expect, test } from "vitest";
import { setsOtherwise, withLines, withVariable } from "./line-changes.ts";

test.each([
  [undefined, "# own\na\nb\n"],
  ["", "# own\na\nb\n"],
  ["a\nb\n", "a\nb\n"],
  ["b\n", "b\n\n# own\na\n"],
  ["x\r\na\r\n", "x\r\na\r\n\n# own\nb\n"],
  [" a \nx", " a \nx\n\n# own\nb\n"],
])("%j gets the lines that it lacks", (before, after) => {
  expect(withLines(before, ["a", "b"], "# own")).toBe(after);
  expect(withLines(after, ["a", "b"], "# own")).toBe(after);
});

describe("a variable of a .env file", () => {
  test.each([
    [undefined, "A=1\n", false],
    ["B=2", "B=2\nA=1\n", false],
    ["A=1\nB=2\n", "A=1\nB=2\n", false],
    ["A=2\nB=2\n", "A=1\nB=2\n", true],
    ["export A = 2\n", "A=1\n", true],
    ["A=1\nA=2\n", "A=1\nA=1\n", true],
    ["#A=2\nXA=3\n", "#A=2\nXA=3\nA=1\n", false],
    ['A="1"\n', "A=1\n", false],
  ])("in %j is set", (before, after, differs) => {
    expect(withVariable(before, "A", "1")).toBe(after);
    expect(setsOtherwise(before, "A", "1")).toBe(differs);
  });
});
