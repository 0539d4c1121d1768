import { isSecretError, type SecretError } from "@claviger/core/provider";

/** The SecretError that a promise rejects with. @throws Error if it does anything else */
export async function rejection(promise: Promise<unknown>): Promise<SecretError> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (isSecretError(outcome)) return outcome;
  throw new Error("The promise did not reject with a SecretError.", { cause: outcome });
}
