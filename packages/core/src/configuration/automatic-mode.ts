import type { Fallback } from "../chain/decision-table.ts";
import { SecretError } from "../errors/secret-error.ts";
import { parseBoolean } from "./parse-boolean.ts";
import type { Variables } from "./variables.ts";

/** The chain where nobody named one. */
export interface AutomaticMode {
  readonly providers: string;
  readonly fallback: Fallback;
}

/**
 * What is used when `SECRETS_PROVIDERS` is unset: AWS, then the environment, when `USE_AWS_SECRETS` is true, or (unless it
 * is false) when `AWS_SECRET_NAME` is not empty or ENVIRONMENT or SECRETS_ENVIRONMENT is production; else the environment
 * alone. `NODE_ENV` never turns AWS on.
 *
 * @param environment - the one that the caller named, which wins over both variables
 * @throws SecretError `not_configured` if `USE_AWS_SECRETS` is neither true nor false
 */
export function automaticMode(variables: Variables, environment?: string): AutomaticMode {
  return usesAws(variables, environment)
    ? { providers: "aws,env", fallback: "unavailable" }
    : { providers: "env", fallback: "never" };
}

function usesAws(variables: Variables, named: string | undefined): boolean {
  const written = variables.get("USE_AWS_SECRETS");
  if (written !== undefined) {
    const forced = parseBoolean(written);
    if (forced !== undefined) return forced;
    const where = variables.origin("USE_AWS_SECRETS");
    throw new SecretError("not_configured", `USE_AWS_SECRETS in ${where} is neither true nor false`, {
      hint: "set it to true or false, or name the chain with SECRETS_PROVIDERS",
    });
  }
  if (variables.get("AWS_SECRET_NAME") !== undefined) return true;
  const environment = named ?? variables.first(["SECRETS_ENVIRONMENT", "ENVIRONMENT"])?.value;
  return environment?.trim().toLowerCase() === "production";
}
