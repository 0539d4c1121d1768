import type { Clock } from "../contract/clock.ts";
import type { SecretError } from "../errors/secret-error.ts";

export type BreakerState = "closed" | "open" | "half-open";

/** This many calls in a row must have failed. */
const threshold = 5;
/** How long it stays open at first, in milliseconds; doubled each time that its one trial fails. */
const firstPauseMs = 5_000;

export interface CircuitBreakerOptions {
  readonly clock: Clock;
  /** A number in [0, 1): a pause is shortened by up to a quarter, so that a fleet does not come back at once. */
  readonly random: () => number;
  /** How long it stays open at most, in milliseconds. */
  readonly longestPauseMs: number;
  readonly onChange: (state: BreakerState) => void;
}

/**
 * Keeps calls from a store that is down: after five outages in a row it opens, then lets one call through at a time to
 * see whether the store is back. Only outages count: a store that denies, or asks for fewer requests, is there.
 */
export class CircuitBreaker {
  readonly #options: CircuitBreakerOptions;
  #state: BreakerState = "closed";
  #failures = 0;
  #pauseMs: number;
  #opensAgainAt = 0;
  #trials = 0;
  #lastError: SecretError | undefined;

  constructor(options: CircuitBreakerOptions) {
    this.#options = options;
    this.#pauseMs = this.#firstPauseMs;
  }

  get state(): BreakerState {
    return this.#state;
  }

  /** What the store's last outage was. */
  get lastError(): SecretError | undefined {
    return this.#lastError;
  }

  /** How long until a call is let through, in milliseconds; 0 when one would be now. */
  get waitMs(): number {
    if (this.#state === "closed") return 0;
    return Math.max(0, this.#opensAgainAt - this.#options.clock.monotonic());
  }

  /** The number of a call that may be made now, for `failed`; `undefined` if none may. */
  admits(): number | undefined {
    if (this.#state === "closed") return this.#trials;
    if (this.waitMs > 0) return undefined;
    // Nobody else is let through until this one has reported, or another pause has gone by without a word of it.
    this.#opensAgainAt = this.#options.clock.monotonic() + this.#pauseMs;
    this.#change("half-open");
    return ++this.#trials;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#pauseMs = this.#firstPauseMs;
    this.#lastError = undefined;
    this.#change("closed");
  }

  /** @param call - what `admits` gave it */
  failed(error: SecretError, call: number): void {
    this.#failures++;
    this.#lastError = error;
    if (this.#state === "closed" && this.#failures < threshold) return;
    // A call that began before the trial, and took its time to fail, is no word on whether the store is back.
    if (this.#state === "open" || call !== this.#trials) return;
    const { clock, random, longestPauseMs } = this.#options;
    if (this.#state === "half-open") this.#pauseMs = Math.min(longestPauseMs, this.#pauseMs * 2);
    this.#opensAgainAt = clock.monotonic() + this.#pauseMs * (1 - random() / 4);
    this.#change("open");
  }

  get #firstPauseMs(): number {
    return Math.min(firstPauseMs, this.#options.longestPauseMs);
  }

  #change(state: BreakerState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#options.onChange(state);
  }
}
