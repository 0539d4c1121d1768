import { SecretError } from "@claviger/core";

/** A file that is not of its format: never with its text. */
export function malformed(title: string, problem: string, hint: string): SecretError {
  return new SecretError("not_configured", `${title} ${problem}`, { location: title, hint });
}
