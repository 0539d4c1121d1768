import type { SecretRecord } from "../contract/secret-record.ts";

export interface Lifetimes {
  /** How long a value is an answer. */
  readonly ttlMs: number;
  /** How long an absence is. Never longer than a value. */
  readonly absentTtlMs: number;
}

/** At most this part of a lifetime is taken off by chance, so that a fleet that started together does not ask together. */
const jitter = 0.1;

/**
 * How long an answer may be given again, in milliseconds: its TTL, jittered down, and never past the value's own end or
 * its lease's.
 */
export function lifetimeMs(
  record: SecretRecord | undefined,
  { ttlMs, absentTtlMs }: Lifetimes,
  at: { readonly now: number; readonly random: number },
): number {
  const lifetime = (record ? ttlMs : Math.min(absentTtlMs, ttlMs)) * (1 - jitter * at.random);
  const end = Math.min(
    record?.expiresAt?.getTime() ?? Infinity,
    record?.lease?.expiresAt.getTime() ?? Infinity,
  );
  // A value past its own end may still be what the store answers (Azure does): it is given, but not kept.
  return Math.max(0, Math.min(lifetime, end - at.now));
}
