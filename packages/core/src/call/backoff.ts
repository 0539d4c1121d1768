/** At most so many calls for one need, the first included. */
export const maxAttempts = 3;

const baseMs = 100;
const longestMs = 2_000;

/**
 * How long to wait after a failed attempt, in milliseconds: what the store asked for (Retry-After), else full jitter
 * over an exponential bound.
 *
 * @param attempt - the one that failed: 1 is the first
 */
export function backoffMs(
  attempt: number,
  { retryAfter = -1, random }: { readonly retryAfter?: number | undefined; readonly random: number },
): number {
  if (retryAfter >= 0) return retryAfter * 1000;
  return random * Math.min(longestMs, baseMs * 2 ** attempt);
}
