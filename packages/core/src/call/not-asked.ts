import { SecretError } from "../errors/secret-error.ts";
import type { CircuitBreaker } from "./circuit-breaker.ts";

/** The failure of a call that an open breaker did not let through. */
export function notAsked(provider: string, { lastError, waitMs }: CircuitBreaker): SecretError {
  const last = lastError ? `: ${lastError.problem} (${lastError.code})` : "";
  const seconds = Math.ceil(waitMs / 1000);
  return new SecretError("unavailable", `${provider} was not asked, since its last calls failed${last}`, {
    provider,
    hint: `${lastError?.hint ? `${lastError.hint}; ` : ""}it is asked again in ${seconds} s`,
    cause: lastError?.cause,
  });
}
