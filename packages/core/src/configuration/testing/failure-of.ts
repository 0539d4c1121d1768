import { isSecretError, type SecretError } from "../../errors/secret-error.ts";

/** The `SecretError` that something fails with; anything else, success included, fails the test. */
export async function failureOf(run: () => unknown): Promise<SecretError> {
  let outcome: unknown;
  try {
    outcome = await run();
  } catch (error) {
    if (isSecretError(error)) return error;
    throw new Error("what was thrown is no SecretError", { cause: error });
  }
  throw new Error(`it succeeded with a ${typeof outcome}`);
}
