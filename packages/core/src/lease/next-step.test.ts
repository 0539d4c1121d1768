import { describe, expect, it } from "vitest";
import type { Lease } from "../contract/lease.ts";
import { nextStep } from "./next-step.ts";

const hour = 3_600_000;
const end = new Date("2026-01-01T01:00:00Z");
const lease: Lease = { id: "lease", expiresAt: end, renewable: true };
const healthy = { leftMs: hour, random: 0, failures: 0, renewable: true };

describe("the next step of a lease", () => {
  it("is a renewal at two thirds of what is left, up to a tenth earlier by chance", () => {
    expect(nextStep(lease, healthy)).toEqual({ step: "renew", delayMs: (hour * 2) / 3 });
    const { delayMs } = nextStep(lease, { ...healthy, random: 0.999_999 });
    expect(delayMs).toBeCloseTo(0.6 * hour, -2);
  });

  it.each<[string, Lease, Partial<typeof healthy>]>([
    ["is not renewable", { ...lease, renewable: false }, {}],
    ["the store does not renew", lease, { renewable: false }],
    ["is at its maximum", { ...lease, maxExpiresAt: end }, {}],
    ["is within 10 s of its maximum", { ...lease, maxExpiresAt: new Date(end.getTime() + 10_000) }, {}],
    ["could not be renewed twice", lease, { failures: 2 }],
  ])("is a replacement where it %s", (_, lease, at) => {
    expect(nextStep(lease, { ...healthy, ...at }).step).toBe("replace");
  });

  it("is a renewal where the maximum leaves something to gain", () => {
    expect(nextStep({ ...lease, maxExpiresAt: new Date(end.getTime() + hour) }, healthy).step).toBe("renew");
    const short = { ...lease, maxExpiresAt: new Date(end.getTime() + 2_000) };
    expect(nextStep(short, { ...healthy, leftMs: 3_000 }).step).toBe("renew");
  });

  it("after failures comes soon, and then further and further apart", () => {
    const delays = [1, 2, 3, 4].map((failures) => nextStep(lease, { ...healthy, failures }).delayMs);
    expect(delays).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(nextStep(lease, { ...healthy, failures: 1, random: 0.5 }).delayMs).toBe(1_500);
  });

  it("is its loss at its end, where no try fits in before that", () => {
    expect(nextStep(lease, { ...healthy, failures: 5, leftMs: 10_000 })).toEqual({
      step: "lose",
      delayMs: 10_000,
    });
    expect(nextStep(lease, { ...healthy, leftMs: 0 })).toEqual({ step: "lose", delayMs: 0 });
    expect(nextStep(lease, { ...healthy, leftMs: -5 })).toEqual({ step: "lose", delayMs: 0 });
  });
});
