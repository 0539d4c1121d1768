import type { CallContext, Clock } from "@claviger/core/provider";
import { describe, expect, test } from "vitest";
import { type Limits, limitsOf } from "./limits.ts";

/** A clock that goes when the test says so. */
class ManualClock implements Clock {
  #now = 1_000;
  #timers: { at: number; callback: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#now;
  }

  after(ms: number, callback: () => void): { cancel(): void } {
    const timer = { at: this.#now + ms, callback };
    this.#timers.push(timer);
    return { cancel: () => void (this.#timers = this.#timers.filter((other) => other !== timer)) };
  }

  advance(ms: number): void {
    this.#now += ms;
    const due = this.#timers.filter(({ at }) => at <= this.#now);
    this.#timers = this.#timers.filter(({ at }) => at > this.#now);
    for (const { callback } of due) callback();
  }

  get timers(): number {
    return this.#timers.length;
  }
}

function set(ms = 100): {
  clock: ManualClock;
  caller: AbortController;
  closed: AbortController;
  limits: Limits;
} {
  const clock = new ManualClock();
  const caller = new AbortController();
  const closed = new AbortController();
  const ctx: CallContext = { signal: caller.signal, deadline: clock.now() + ms, report: () => undefined };
  const limits = limitsOf(ctx, { clock, closed: closed.signal, task: `reading "x"` });
  return { clock, caller, closed, limits };
}

const never = (): Promise<never> => new Promise(() => undefined);

describe("work under limits", () => {
  test("gives its own outcome before any limit", async () => {
    const { limits } = set();
    await expect(limits.wait(Promise.resolve(1))).resolves.toBe(1);
    await expect(limits.wait(Promise.reject(new Error("its own")))).rejects.toThrow("its own");
    expect(limits.remaining()).toBe(100);
  });

  test("ends with timeout at the deadline", async () => {
    const { clock, limits } = set();
    const outcome = limits.wait(never());
    clock.advance(100);
    await expect(outcome).rejects.toMatchObject({ code: "timeout" });
    expect(limits.signal.aborted).toBe(true);
    expect(limits.remaining()).toBe(1);
  });

  test("ends with aborted when the caller gives up", async () => {
    const { caller, limits } = set();
    const outcome = limits.wait(never());
    caller.abort();
    await expect(outcome).rejects.toMatchObject({ code: "aborted" });
    expect(limits.signal.aborted).toBe(true);
  });

  test("ends with timeout when the caller's signal was a deadline, even an early one", async () => {
    const { caller, limits } = set();
    caller.abort(new DOMException("", "TimeoutError"));
    await expect(limits.wait(never())).rejects.toMatchObject({ code: "timeout" });
  });

  test("ends with aborted when the instance is closed", async () => {
    const { closed, limits } = set();
    closed.abort();
    await expect(limits.wait(never())).rejects.toMatchObject({ code: "aborted" });
  });

  test("is not waited for when a limit was reached before it began", async () => {
    await expect(set(0).limits.wait(Promise.resolve(1))).rejects.toMatchObject({ code: "timeout" });
  });

  test("may have all the time there is", () => {
    expect(set(Number.POSITIVE_INFINITY).limits.remaining()).toBe(2 ** 31 - 1);
  });

  test("leaves nothing behind", () => {
    const { clock, limits } = set();
    expect(clock.timers).toBe(1);
    limits.release();
    expect(clock.timers).toBe(0);
  });
});
