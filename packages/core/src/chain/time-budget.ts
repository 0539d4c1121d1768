import type { Clock } from "../contract/clock.ts";

/** A whole resolution, in milliseconds. */
const resolutionMs = 15_000;
/** One link with all its attempts. */
const linkMs = 5_000;

/**
 * Starts a link's time, and says at each call what is left of it, in milliseconds.
 * @param linksLeft - this one and those after it
 */
export type TimeBudget = (linksLeft: number) => () => number;

/** Shares out the time of one resolution, so that no link spends what the links after it need. */
export function timeBudget(clock: Clock): TimeBudget {
  const left = (end: number): number => Math.max(0, end - clock.monotonic());
  const end = clock.monotonic() + resolutionMs;
  return (linksLeft) => {
    const linkEnd = clock.monotonic() + Math.min(linkMs, left(end) / Math.max(1, linksLeft));
    return () => left(linkEnd);
  };
}
