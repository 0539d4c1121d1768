import type { CacheEntry } from "../cache/cache-entry.ts";
import type { ErrorCode } from "../errors/error-code.ts";
import type { SecretError } from "../errors/secret-error.ts";
import type { Value } from "./query.ts";

/** What one link makes of a query. */
export type LinkAnswer = {
  /** Where it looked last, as it is shown. */
  readonly location?: string | undefined;
  /** Whether every answer that it is made of came from the cache. */
  readonly cached: boolean;
  readonly detail?: string | undefined;
} & (
  | {
      readonly answer: "found";
      readonly value: Value;
      readonly version?: string | undefined;
      /** The value is past its TTL: the store could not be had. */
      readonly stale?: boolean | undefined;
      /** A reference's target was answered by stepping past a failure. */
      readonly degraded?: boolean | undefined;
    }
  | { readonly answer: "absent" | "cannot_hold" }
  | {
      readonly answer: "failed";
      readonly error: SecretError;
      /** The failure of a reference's target: it is never stepped past. */
      readonly final?: true;
    }
);

/** What a resolution rests on. */
export interface Consulted {
  /** The cache entries that were read, in order. */
  readonly entries: CacheEntry[];
  /** Something else counted too (a lease's value, a failure): the entries alone cannot repeat the answer. */
  unrepeatable: boolean;
}

/** A value past its TTL that was served. */
export interface StaleServed {
  readonly location: string;
  readonly ageSeconds: number;
  readonly code?: ErrorCode | undefined;
}
