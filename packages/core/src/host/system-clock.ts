import type { Clock, Timer } from "../contract/clock.ts";

/** The longest delay that a JavaScript timer takes; a longer one fires at once. */
const longestDelay = 2 ** 31 - 1;

/** Real time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  // Counted from the start of the process, so that whole milliseconds stay in the range that V8 keeps without an object.
  monotonic: () => performance.now(),
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
