/** A timer that was set. It never keeps the process alive. */
export interface Timer {
  cancel(): void;
}

/** Time, as a parameter, so that tests need no global patching. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** A monotonic reading in milliseconds, for durations. */
  monotonic(): number;
  /** Runs `callback` once after `ms` milliseconds, however many (longer than 2^31-1 too). The timer is unref'd. */
  after(ms: number, callback: () => void): Timer;
}
