import type { SecretError } from "../errors/secret-error.ts";

/** One answer of several: found, definitely absent, or failed. Absence and failure are different all the way down. */
export type Answer<T> =
  | { readonly status: "found"; readonly value: T }
  | { readonly status: "absent" }
  | { readonly status: "error"; readonly error: SecretError };
