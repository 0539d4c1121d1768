import type { Answer } from "../contract/answer.ts";
import type { Location } from "../contract/location.ts";
import type { SecretRecord } from "../contract/secret-record.ts";

/** What one call to a store may take. */
export interface CallLimits {
  readonly signal: AbortSignal;
  /** When the answer is no longer of use, in milliseconds of the clock's `now()`. */
  readonly deadline: number;
}

/** One call for some locations: one answer each, in order. It never rejects. */
export type StoreCall = (
  locations: readonly Location[],
  limits: CallLimits,
) => Promise<readonly Answer<SecretRecord>[]>;
