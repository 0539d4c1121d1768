import type { Check } from "./check.ts";

/** From how much on a clock is worth a word, in milliseconds: a `Date` header has whole seconds, and a reply takes time. */
const noticeableMs = 30_000;
/** From how much on stores refuse what is signed or dated here (AWS: 5 minutes; tokens: often as much). */
const refusedMs = 240_000;

/**
 * Whether this machine's clock and a store's agree, for `check`: one that is off makes signatures and tokens invalid, which
 * stores tell as wrong credentials.
 *
 * @param date - the `Date` header of a reply that just came
 * @param now - of `host.clock`, in milliseconds
 * @returns `undefined` where the header is missing or no date
 */
export function clockCheck(date: string | null | undefined, now: number): Check | undefined {
  const theirs = typeof date === "string" ? Date.parse(date) : Number.NaN;
  if (Number.isNaN(theirs)) return undefined;
  const subject = "clock";
  const off = now - theirs;
  if (Math.abs(off) < noticeableMs) return { subject, status: "ok", message: "it agrees with the store's" };
  const seconds = Math.round(Math.abs(off) / 1000);
  return {
    subject,
    status: Math.abs(off) < refusedMs ? "warning" : "error",
    message: `this machine's clock is ${seconds} s ${off < 0 ? "behind" : "ahead of"} the store's`,
    fix: "set the clock by NTP: signatures and tokens depend on it",
  };
}
