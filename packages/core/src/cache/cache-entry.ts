import type { StoredSecret } from "../value/stored-secret.ts";

/** One answer of one link, as it was at one time. An entry is never changed into another answer: a new one replaces it. */
export interface CacheEntry {
  /** `undefined`: the store said that it has no such secret. */
  readonly stored: StoredSecret | undefined;
  /** When it stops being an answer, in milliseconds of the monotonic clock. */
  readonly expiresAt: number;
  /** When it was read, on the same clock. */
  readonly readAt: number;
  /** Whether the cache still holds it; what was cleared, replaced or evicted is no answer any more. */
  live: boolean;
  /** Read since eviction last looked at it. */
  used: boolean;
  /** The keys it is held under: a name and its ARN are one entry. */
  readonly keys: Set<string>;
}
