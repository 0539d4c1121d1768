import type { Clock, Timer } from "../contract/clock.ts";

/** Time that a test moves. */
export class FakeClock implements Clock {
  #elapsed = 0;
  #setAhead = 0;
  readonly #timers = new Set<{ readonly at: number; readonly callback: () => void }>();

  now(): number {
    return Date.UTC(2026, 0, 1) + this.#elapsed + this.#setAhead;
  }

  monotonic(): number {
    return this.#elapsed;
  }

  after(ms: number, callback: () => void): Timer {
    const timer = { at: this.#elapsed + ms, callback };
    this.#timers.add(timer);
    return { cancel: () => this.#timers.delete(timer) };
  }

  /** How many timers are set. */
  get pending(): number {
    return this.#timers.size;
  }

  /** How long until the next timer is due, in milliseconds; infinite where none is set. */
  get untilNext(): number {
    return Math.min(...[...this.#timers].map(({ at }) => Math.max(0, at - this.#elapsed)));
  }

  /** Sets the time of day ahead or back, as after a suspended process: no timer runs and durations do not see it. */
  setTimeOfDay(aheadMs: number): void {
    this.#setAhead += aheadMs;
  }

  /** Lets time pass, and what was due then happen. */
  async advance(ms: number): Promise<void> {
    const end = this.#elapsed + ms;
    for (;;) {
      const [next] = [...this.#timers].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at);
      if (!next) break;
      this.#timers.delete(next);
      this.#elapsed = Math.max(this.#elapsed, next.at);
      next.callback();
      await settled();
    }
    this.#elapsed = end;
    await settled();
  }
}

/** Lets every promise that can settle do so. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
