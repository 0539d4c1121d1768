import type { Attempt } from "../errors/attempt.ts";
import type { SecretError } from "../errors/secret-error.ts";
import type { Value } from "./query.ts";

/** What one link makes of a query: its line of the trace, and what is in no trace. */
export interface LinkAnswer extends Omit<Attempt, "provider" | "ms"> {
  /** It was found. */
  readonly value?: Value | undefined;
  /** A reference's target was answered by stepping past a failure. */
  readonly degraded?: boolean | undefined;
  /** It failed. */
  readonly error?: SecretError | undefined;
  /** It is the failure of a reference's target, which is never stepped past. */
  readonly final?: true;
}

/** The answer of a link that failed. */
export function failed(error: SecretError): LinkAnswer {
  const { code, problem, location } = error;
  return { answer: code, error, cached: false, location, detail: problem };
}
