import type { Clock } from "../contract/clock.ts";
import type { SecretError } from "../errors/secret-error.ts";

export type BreakerState = "closed" | "open" | "half-open";

/** This many calls in a row must have failed. */
const threshold = 5;
/** How long it stays open at first, and at most, in milliseconds; doubled each time that its one trial fails. */
const firstPauseMs = 5_000;
const longestPauseMs = 30_000;

export interface CircuitBreakerOptions {
  readonly clock: Clock;
  /** A number in [0, 1): a pause is shortened by up to a quarter, so that a fleet does not come back at once. */
  readonly random: () => number;
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
  #pauseMs = firstPauseMs;
  #opensAgainAt = 0;
  #lastError: SecretError | undefined;

  constructor(options: CircuitBreakerOptions) {
    this.#options = options;
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

  /** Whether a call may be made now. The one that is let through half-open must report how it went. */
  admits(): boolean {
    if (this.#state === "closed") return true;
    if (this.waitMs > 0) return false;
    // Nobody else is let through until this one has reported, or another pause has gone by without a word of it.
    this.#opensAgainAt = this.#options.clock.monotonic() + this.#pauseMs;
    this.#change("half-open");
    return true;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#pauseMs = firstPauseMs;
    this.#lastError = undefined;
    this.#change("closed");
  }

  failed(error: SecretError): void {
    this.#failures++;
    this.#lastError = error;
    // A call that began before it opened, and took its time to fail, does not make the pause longer.
    if (this.#state === "open" || (this.#state === "closed" && this.#failures < threshold)) return;
    if (this.#state === "half-open") this.#pauseMs = Math.min(longestPauseMs, this.#pauseMs * 2);
    const { clock, random } = this.#options;
    this.#opensAgainAt = clock.monotonic() + this.#pauseMs * (1 - random() / 4);
    this.#change("open");
  }

  #change(state: BreakerState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#options.onChange(state);
  }
}
