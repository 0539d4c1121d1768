import { type Answer, isSecretError } from "@claviger/core/provider";

/** What was asked as one answer of several. What is thrown and no `SecretError` is a defect, and is thrown on. */
export async function answerOf<T>(ask: () => Promise<T | undefined>): Promise<Answer<T>> {
  try {
    const value = await ask();
    return value === undefined ? { status: "absent" } : { status: "found", value };
  } catch (error) {
    if (!isSecretError(error)) throw error;
    return { status: "error", error };
  }
}
