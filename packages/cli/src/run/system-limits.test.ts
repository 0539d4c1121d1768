import { expect, test } from "vitest";
import { linuxTotal, systemLimits } from "./system-limits.ts";

const KiB = 1024;
const MiB = 1024 * KiB;

test.each([
  ["the usual stack of 8 MiB", 8 * MiB, 2 * MiB - 8 * KiB],
  ["no limit: 6 MiB at most", Number.POSITIVE_INFINITY, 6 * MiB - 8 * KiB],
  ["a small one: 128 KiB at least", 100 * KiB, 120 * KiB],
])("Linux with %s", (_, stack, total) => {
  expect(linuxTotal(stack)).toBe(total);
});

test("each system has its own", () => {
  expect(systemLimits("linux")).toMatchObject({ string: 131_071, unit: "bytes" });
  expect(systemLimits("linux").total).toBeGreaterThanOrEqual(systemLimits("linux").totalAtLeast);
  expect(systemLimits("darwin")).toMatchObject({ system: "macOS", total: MiB - 8 * KiB });
  expect(systemLimits("win32")).toMatchObject({ string: 32_766, unit: "utf-16 units" });
});
