import type { SecretRecord } from "../contract/secret-record.ts";
import { StoredSecret } from "../value/stored-secret.ts";

/** One answer of one link, as it was at one time. An entry is never changed into another answer: a new one replaces it. */
export interface CacheEntry {
  /** `undefined`: the store said that it has no such secret. */
  readonly stored: StoredSecret | undefined;
  /** When it was read, in milliseconds of the monotonic clock. */
  readonly readAt: number;
  /** When it stops being an answer, on the same clock. */
  readonly expiresAt: number;
  /** Until when a value may be served past that, if the store cannot be had. */
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

/** How long answers live, in seconds. */
export interface Lifetimes {
  /** How long a value is an answer. */
  readonly ttl: number;
  /** How long after its TTL a value may be served when the store cannot be had. */
  readonly staleTtl: number;
  /** How long an absence is an answer. Never longer than a value. */
  readonly absentTtl: number;
}

/** At most this part of a lifetime is taken off by chance, so that a fleet that started together does not ask together. */
const jitter = 0.1;
const refreshAheadAt = 0.8;

/**
 * An answer and how long it may be given again: its TTL, jittered down, and never past the value's own end. An absence
 * is not refreshed ahead. What is no answer from the start, because its end is past or nothing is kept, is not live.
 */
export function cacheEntry(
  record: SecretRecord | undefined,
  { ttl, staleTtl, absentTtl }: Lifetimes,
  at: { readonly now: number; readonly monotonic: number; readonly random: number },
): CacheEntry {
  // A value past its own end may still be what the store answers (Azure does): it is given, but not kept.
  const left = Math.max(0, (record?.expiresAt?.getTime() ?? Infinity) - at.now);
  const seconds = record ? ttl : Math.min(absentTtl, ttl);
  const freshMs = Math.min(seconds * 1000 * (1 - jitter * at.random), left);
  // Whole milliseconds are kept inside the entry; each fraction would be an object of its own.
  const after = (ms: number): number => Math.floor(at.monotonic) + Math.floor(ms);
  return {
    stored: record && new StoredSecret(record),
    readAt: after(0),
    expiresAt: after(freshMs),
    staleUntil: after(Math.min(freshMs + staleTtl * 1000, left)),
    refreshAt: after(record ? freshMs * refreshAheadAt : Infinity),
    live: freshMs > 0,
    used: false,
    keys: [],
  };
}
