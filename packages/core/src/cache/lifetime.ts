import type { SecretRecord } from "../contract/secret-record.ts";

export interface Lifetimes {
  /** How long a value is an answer. */
  readonly ttlMs: number;
  /** How long after its TTL a value may be served when the store cannot be had. */
  readonly staleTtlMs: number;
  /** How long an absence is an answer. Never longer than a value. */
  readonly absentTtlMs: number;
}

/** How long one answer lives, in milliseconds from its reading. */
export interface Lifetime {
  readonly freshMs: number;
  /** From here on a read of it also asks for the next one. */
  readonly refreshMs: number;
  readonly staleMs: number;
}

/** At most this part of a lifetime is taken off by chance, so that a fleet that started together does not ask together. */
const jitter = 0.1;
const refreshAheadAt = 0.8;

/**
 * How long an answer may be given again: its TTL, jittered down, and never past the value's own end. An absence is
 * neither refreshed ahead nor served stale.
 */
export function lifetimeOf(
  record: SecretRecord | undefined,
  { ttlMs, staleTtlMs, absentTtlMs }: Lifetimes,
  at: { readonly now: number; readonly random: number },
): Lifetime {
  const jittered = (ms: number): number => ms * (1 - jitter * at.random);
  if (!record) {
    const freshMs = jittered(Math.min(absentTtlMs, ttlMs));
    return { freshMs, refreshMs: Infinity, staleMs: 0 };
  }
  // A value past its own end may still be what the store answers (Azure does): it is given, but not kept.
  const left = Math.max(0, (record.expiresAt?.getTime() ?? Infinity) - at.now);
  const freshMs = Math.min(jittered(ttlMs), left);
  return {
    freshMs,
    refreshMs: freshMs * refreshAheadAt,
    staleMs: ttlMs === 0 ? 0 : Math.min(freshMs + staleTtlMs, left),
  };
}
