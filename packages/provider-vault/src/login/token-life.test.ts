import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { endless, newLife, nextTokenStep, renewedLife } from "./token-life.ts";

const now = { now: 0, random: 0, failures: 0, replaceable: true };

describe("what is done next for a token", () => {
  test("is a renewal at two thirds of its life, up to a tenth earlier", () => {
    const life = newLife(30, { sentAt: 0, renewable: true });
    expect(nextTokenStep(life, now)).toEqual({ step: "renew", delayMs: 20_000 });
    const early = nextTokenStep(life, { ...now, random: 0.999 });
    expect(early?.delayMs).toBeGreaterThan(18_000);
    expect(early?.delayMs).toBeLessThan(18_010);
  });

  test("is another login for one that cannot be renewed, and its end where there is none", () => {
    const life = newLife(30, { sentAt: 0, renewable: false });
    expect(nextTokenStep(life, now)).toEqual({ step: "replace", delayMs: 20_000 });
    expect(nextTokenStep(life, { ...now, replaceable: false })).toEqual({ step: "end", delayMs: 30_000 });
  });

  test("is nothing for one that does not end", () => {
    expect(nextTokenStep(newLife(0, { sentAt: 0, renewable: true }), now)).toBeUndefined();
    expect(nextTokenStep(endless, now)).toBeUndefined();
  });

  test("is longer than a timer takes for Vault's default of 32 days", () => {
    const step = nextTokenStep(newLife(2_764_800, { sentAt: 0, renewable: true }), now);
    expect(step?.delayMs).toBe(1_843_200_000);
  });

  test("after failures is tried again further and further apart, until it ends", () => {
    const life = newLife(10, { sentAt: 0, renewable: true });
    const delays = [1, 2, 3, 4].map((failures) => nextTokenStep(life, { ...now, failures }));
    expect(delays).toEqual([
      { step: "renew", delayMs: 1_000 },
      { step: "renew", delayMs: 2_000 },
      { step: "renew", delayMs: 4_000 },
      { step: "renew", delayMs: 8_000 },
    ]);
    expect(nextTokenStep(life, { ...now, failures: 5 })).toEqual({ step: "end", delayMs: 10_000 });
  });
});

test.each([
  [30, true],
  [15, true],
  [14, false],
  [0, false],
])("a renewal that brings %i of 30 seconds is worth another: %s", (seconds, renewable) => {
  const life = newLife(30, { sentAt: 0, renewable: true });
  const renewed = renewedLife(life, { seconds, sentAt: 20_000 });
  expect(renewed).toEqual({ endsAt: 20_000 + seconds * 1000, termMs: 30_000, renewable });
});

test("no delay is negative, and none goes past the end", () => {
  const arbitrary = fc.record({
    seconds: fc.integer({ min: 1, max: 10_000_000 }),
    at: fc.integer({ min: 0, max: 20_000_000_000 }),
    random: fc.double({ min: 0, max: 0.999, noNaN: true }),
    failures: fc.integer({ min: 0, max: 60 }),
    renewable: fc.boolean(),
    replaceable: fc.boolean(),
  });
  fc.assert(
    fc.property(arbitrary, ({ seconds, at, renewable, ...rest }) => {
      const life = newLife(seconds, { sentAt: 0, renewable });
      const step = nextTokenStep(life, { now: at, ...rest });
      expect(step?.delayMs).toBeGreaterThanOrEqual(0);
      expect(step?.delayMs).toBeLessThanOrEqual(Math.max(0, life.endsAt - at));
    }),
  );
});
