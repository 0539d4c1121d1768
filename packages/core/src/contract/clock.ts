/** A timer that was set. */
export interface Timer {
  cancel(): void;
}

/** Time, as a parameter, so that tests need no global patching. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** A monotonic reading in milliseconds, for durations. */
  monotonic(): number;
  /**
   * Runs `callback` once after `ms` milliseconds, however many (longer than 2^31-1 too). The timer does not keep the
   * process alive, unless it is what somebody waits for.
   */
  after(ms: number, callback: () => void, options?: { readonly keepsAlive?: boolean }): Timer;
}
