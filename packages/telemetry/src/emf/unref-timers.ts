import type { Clock } from "@claviger/core/provider";

/** Real time, with timers that never keep the process alive. For delays of at most an hour. */
export const unrefTimers: Pick<Clock, "now" | "after"> = {
  now: () => Date.now(),
  after(ms, callback) {
    const handle = setTimeout(callback, ms).unref();
    return { cancel: () => clearTimeout(handle) };
  },
};
