import type { StoredSecret } from "../value/stored-secret.ts";

/** One answer of one link, as it was at one time. An entry is never changed into another answer: a new one replaces it. */
export interface CacheEntry {
  /** `undefined`: the store said that it has no such secret. */
  readonly stored: StoredSecret | undefined;
  /** When it was read, in milliseconds of the monotonic clock. */
  readonly readAt: number;
  /** When it stops being an answer, on the same clock. */
  readonly expiresAt: number;
  /** Until when it may be served past that, if the store cannot be had. */
  readonly staleUntil: number;
  /** When a read of it also asks for the next one; moved on when that was tried. */
  refreshAt: number;
  /** Whether the cache still holds it; what was cleared, replaced or evicted is no answer any more. */
  live: boolean;
  /** Read since eviction last looked at it. */
  used: boolean;
  /** The keys it is held under, where there are several: a name and its ARN are one entry. */
  keys: readonly string[];
}
