import { expect, test } from "vitest";
import { stackFrames } from "./stack-frames.ts";

test("an error's frames come without its message, even one that looks like frames", () => {
  const frames = stackFrames(new Error("canary\n    at canary (canary.ts:1:1)"));
  expect(frames.length).toBeGreaterThan(0);
  expect(frames.join("\n")).not.toContain("canary");
});

test("something thrown that is no error has none", () => {
  expect(stackFrames("canary")).toEqual([]);
});
