import type { CallContext, Clock } from "@claviger/core/provider";
import { describe, expect, it } from "vitest";
import { withinDeadline } from "./within-deadline.ts";

/** A clock whose only timer fires when the test says so. */
function handClock(): Clock & { readonly pending: number; advance(ms: number): void } {
  let now = 0;
  const timers = new Map<object, { readonly at: number; readonly run: () => void }>();
  return {
    now: () => now,
    monotonic: () => now,
    after(ms, run) {
      const key = {};
      timers.set(key, { at: now + ms, run });
      return { cancel: () => timers.delete(key) };
    },
    get pending() {
      return timers.size;
    },
    advance(ms) {
      now += ms;
      for (const { at, run } of timers.values()) if (at <= now) run();
    },
  };
}

const forever = (): Promise<never> => Promise.withResolvers<never>().promise;
const context = (signal = new AbortController().signal): CallContext => ({
  signal,
  deadline: 100,
  report: () => {},
});

describe("a wait", () => {
  it("gives what the work gives, and leaves no timer", async () => {
    const clock = handClock();
    expect(await withinDeadline(async () => 1, { ctx: context(), clock })).toBe(1);
    expect(clock.pending).toBe(0);
  });

  it("ends at the deadline", async () => {
    const clock = handClock();
    const wait = withinDeadline(forever, { ctx: context(), clock });
    clock.advance(100);
    await expect(wait).rejects.toMatchObject({ code: "timeout" });
    expect(clock.pending).toBe(0);
  });

  it("ends when nobody waits any more", async () => {
    const controller = new AbortController();
    const wait = withinDeadline(forever, { ctx: context(controller.signal), clock: handClock() });
    controller.abort();
    await expect(wait).rejects.toMatchObject({ code: "aborted" });
  });

  it("does not begin after its end", async () => {
    let begun = false;
    const work = async (): Promise<void> => void (begun = true);
    await expect(
      withinDeadline(work, { ctx: context(AbortSignal.abort()), clock: handClock() }),
    ).rejects.toMatchObject({ code: "aborted" });
    const late = handClock();
    late.advance(100);
    await expect(withinDeadline(work, { ctx: context(), clock: late })).rejects.toMatchObject({
      code: "timeout",
    });
    expect(begun).toBe(false);
  });
});
