import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { systemClock } from "./system-clock.ts";

const day = 24 * 60 * 60 * 1000;

describe("a timer", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("runs once, after its time and not before", () => {
    const callback = vi.fn<() => void>();
    systemClock.after(50, callback);
    vi.advanceTimersByTime(49);
    expect(callback).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1000);
    expect(callback).toHaveBeenCalledOnce();
  });

  it.each([2 ** 31 - 1, 2 ** 31, 30 * day, 365 * day])("of %i ms waits that long", (ms) => {
    const callback = vi.fn<() => void>();
    systemClock.after(ms, callback);
    vi.advanceTimersByTime(ms - 1);
    expect(callback).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(callback).toHaveBeenCalledOnce();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("never asks Node for a delay that it does not take", () => {
    const setTimeout = vi.spyOn(globalThis, "setTimeout");
    systemClock.after(Number.POSITIVE_INFINITY, () => undefined);
    vi.advanceTimersByTime(60 * day);
    expect(setTimeout.mock.calls.length).toBeGreaterThan(1);
    for (const [, delay] of setTimeout.mock.calls) expect(delay).toBeLessThanOrEqual(2 ** 31 - 1);
    vi.clearAllTimers();
  });

  it("of no or negative time runs at the next turn, not at once", () => {
    const callback = vi.fn<() => void>();
    systemClock.after(-5, callback);
    systemClock.after(0, callback);
    expect(callback).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(callback).toHaveBeenCalledTimes(2);
  });

  it("never runs once it was cancelled, in its later parts too", () => {
    const callback = vi.fn<() => void>();
    const early = systemClock.after(50, callback);
    const late = systemClock.after(60 * day, callback);
    early.cancel();
    vi.advanceTimersByTime(30 * day);
    late.cancel();
    late.cancel();
    vi.advanceTimersByTime(90 * day);
    expect(callback).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("the system's clock", () => {
  it("never keeps the process alive", () => {
    const clock = fileURLToPath(new URL("./system-clock.ts", import.meta.url));
    const script = `import { systemClock } from ${JSON.stringify(clock)};
      systemClock.after(60_000, () => {}); systemClock.after(2 ** 40, () => {}); console.log("ended");`;
    const node = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
      timeout: 10_000,
      encoding: "utf8",
    });
    expect(node).toMatchObject({ status: 0, signal: null, stdout: "ended\n" });
  });

  it("reads the time of day and a time that never goes back", () => {
    expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(1000);
    const before = systemClock.monotonic();
    expect(systemClock.monotonic()).toBeGreaterThanOrEqual(before);
  });
});
