import type { CacheEntry } from "../cache/cache-entry.ts";
import type { SecretError } from "../errors/secret-error.ts";
import type { Value } from "./query.ts";

/** What one link makes of a query. */
export type LinkAnswer = {
  /** Where it looked last, as it is shown. */
  readonly location?: string;
  /** Whether every answer that it is made of came from the cache. */
  readonly cached: boolean;
  readonly detail?: string;
} & (
  | {
      readonly answer: "found";
      readonly value: Value;
      readonly version?: string;
      readonly degraded?: boolean;
    }
  | { readonly answer: "absent" | "cannot_hold" }
  | {
      readonly answer: "failed";
      readonly error: SecretError;
      /** The failure of a reference's target: it is never stepped past. */
      readonly final?: true;
    }
);

/** The cache entries that a resolution rests on, in the order in which they were consulted. */
export type Consulted = CacheEntry[];
