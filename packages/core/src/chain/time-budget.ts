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

  /** What a link may take, in milliseconds. @param linksLeft - this one and those after it */
  forLink(linksLeft: number): number {
    const remaining = Math.max(0, this.#end - this.#clock.monotonic());
    return Math.min(linkMs, remaining / Math.max(1, linksLeft));
  }
}
