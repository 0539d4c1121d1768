import type { Clock, Timer } from "@claviger/core/provider";

/**
 * Time that a test moves: nothing happens until `advance`.
 *
 * @example
 * ```ts
 * const clock = new FakeClock();
 * const secrets = createSecrets({ providers: [provider], host: nodeHost({ clock }) });
 * await clock.advance(300_000); // past the TTL
 * ```
 */
export class FakeClock implements Clock {
  readonly #start: number;
  readonly #timers = new Set<{ readonly at: number; readonly callback: () => void }>();
  #elapsed = 0;

  /** @param start - what `now()` says at first, in milliseconds since the epoch; @default the start of 2026 */
  constructor(start: number = Date.UTC(2026, 0, 1)) {
    this.#start = start;
  }

  now(): number {
    return this.#start + this.#elapsed;
  }

  monotonic(): number {
    return this.#elapsed;
  }

  after(ms: number, callback: () => void): Timer {
    const timer = { at: this.#elapsed + ms, callback };
    this.#timers.add(timer);
    return { cancel: () => void this.#timers.delete(timer) };
  }

  /** How many timers are set: 0 after a `close` that cleared its own. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Lets that many milliseconds pass, runs what is due in order, and lets the promises that can settle do so. */
  async advance(ms: number): Promise<void> {
    const end = this.#elapsed + ms;
    for (let next = this.#due(end); next; next = this.#due(end)) {
      this.#timers.delete(next);
      this.#elapsed = Math.max(this.#elapsed, next.at);
      next.callback();
      await settled();
    }
    this.#elapsed = end;
    await settled();
  }

  #due(end: number) {
    const [next] = [...this.#timers].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at);
    return next;
  }
}

/** Promises that need no timer and no I/O have settled by then. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
