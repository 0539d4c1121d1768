import type { Attempt } from "../errors/attempt.ts";
import type { SecretError } from "../errors/secret-error.ts";

/** How a name is resolved. It never holds a value. */
export interface Explanation {
  readonly name: string;
  readonly outcome: "found" | "not_found" | "failed";
  /** The instance that answered. */
  readonly provider?: string;
  /** Why the outcome is what it is, in one sentence. */
  readonly reason: string;
  /** A failure was stepped past. */
  readonly degraded: boolean;
  /** Every link of the chain, in order; those after the winner are `not_asked`. */
  readonly attempts: readonly Attempt[];
  readonly error?: SecretError;
}
