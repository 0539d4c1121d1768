import type { Clock, Timer } from "../contract/clock.ts";

/** The longest delay that a JavaScript timer takes; a longer one fires at once. */
const longestDelay = 2 ** 31 - 1;

/** Counted from here, whole milliseconds stay in the range that V8 keeps without an object for 24 days. */
const [startSeconds] = process.hrtime();

/** Real time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  // `performance.now()` costs a process 1.5 ms on its first call.
  monotonic: () => {
    const [seconds, nanoseconds] = process.hrtime();
    return (seconds - startSeconds) * 1e3 + nanoseconds / 1e6;
  },
  after(ms, callback, { keepsAlive = false } = {}): Timer {
    let handle: NodeJS.Timeout;
    const arm = (left: number): void => {
      const delay = Math.min(left, longestDelay);
      handle = setTimeout(() => (left > delay ? arm(left - delay) : callback()), delay);
      if (!keepsAlive) handle.unref();
    };
    arm(Math.max(0, ms));
    return { cancel: () => clearTimeout(handle) };
  },
};
