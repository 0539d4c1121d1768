import type { Lease } from "../contract/lease.ts";

/** What is done next for a lease, and when. */
export interface NextStep {
  readonly step: "renew" | "replace" | "lose";
  /** In milliseconds; may be longer than a timer of JavaScript takes. */
  readonly delayMs: number;
}

/** A renewal that leaves less than this is not worth making: the maximum is near, and a new lease is made. */
const worthRenewingMs = 10_000;
const firstRetryMs = 1_000;

/**
 * Renewal at two thirds of what is left, up to a tenth earlier by chance, so that what restarted together does not renew
 * together. Where the maximum comes first, a new lease at the same time. After a failure, sooner tries, further and
 * further apart, until the lease ends.
 */
export function nextStep(
  lease: Lease,
  at: {
    /** How long the lease still lives, in milliseconds. */
    readonly leftMs: number;
    /** A number in [0, 1). */
    readonly random: number;
    /** Tries that failed in a row. */
    readonly failures: number;
    /** Whether the store renews at all, and the last renewal gave what was asked. */
    readonly renewable: boolean;
  },
): NextStep {
  const left = at.leftMs;
  if (left <= 0) return { step: "lose", delayMs: 0 };
  const untilMaximum = (lease.maxExpiresAt?.getTime() ?? Infinity) - lease.expiresAt.getTime();
  const renewable = lease.renewable && at.renewable && untilMaximum > Math.min(worthRenewingMs, left / 3);
  const step = renewable && at.failures < 2 ? "renew" : "replace";
  if (at.failures === 0) return { step, delayMs: (left * 2 * (1 - at.random / 10)) / 3 };
  const delayMs = firstRetryMs * 2 ** (at.failures - 1) * (1 + at.random);
  return delayMs >= left ? { step: "lose", delayMs: left } : { step, delayMs };
}
