import type { Attempt } from "../errors/attempt.ts";
import type { SecretError } from "../errors/secret-error.ts";
import type { Value } from "./query.ts";
import type { Consulted } from "./run.ts";

/** The outcome of asking a chain, with every link's answer. */
export type Resolution = { readonly attempts: readonly Attempt[] } & (
  | {
      readonly status: "found";
      readonly value: Value;
      /** The attempt that won. */
      readonly winner: Attempt;
      /** The value is past its TTL. */
      readonly stale: boolean;
      /** A failure was stepped past, or the value is stale. */
      readonly degraded: boolean;
      readonly consulted: Consulted;
    }
  /** Every link definitely has nothing. */
  | { readonly status: "absent" }
  | { readonly status: "failed"; readonly error: SecretError }
);
