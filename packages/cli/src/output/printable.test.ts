import { expect, test } from "vitest";
import { printable } from "./printable.ts";

test.each([
  ["plain, é and 😀", "plain, é and 😀"],
  ["a\nclaviger: forged", "a\ufffdclaviger: forged"],
  ["\u001b[2Jgone", "\ufffd[2Jgone"],
  ["\u202egnp.exe", "\ufffdgnp.exe"],
])("%j is written as %j", (text, written) => {
  expect(printable(text)).toBe(written);
});
