import type { Clock } from "../contract/clock.ts";

/** A whole resolution, in milliseconds. */
const resolutionMs = 15_000;
/** One link with all its attempts. */
const linkMs = 5_000;

/** Shares out the time of one resolution, so that no link spends what the links after it need. */
export class TimeBudget {
  readonly #clock: Clock;
  readonly #end: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#end = clock.monotonic() + resolutionMs;
  }

  /**
   * Starts a link's time, and says at each call what is left of it, in milliseconds.
   * @param linksLeft - this one and those after it
   */
  forLink(linksLeft: number): () => number {
    const now = this.#clock.monotonic();
    const end = now + Math.min(linkMs, Math.max(0, this.#end - now) / Math.max(1, linksLeft));
    return () => Math.max(0, end - this.#clock.monotonic());
  }
}
