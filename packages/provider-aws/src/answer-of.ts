import { type Answer, isSecretError, type SecretRecord } from "@claviger/core/provider";

/** A read as one answer of several. What is thrown and no `SecretError` is a defect, and is thrown on. */
export async function answerOf(read: () => Promise<SecretRecord | undefined>): Promise<Answer<SecretRecord>> {
  try {
    const value = await read();
    return value === undefined ? { status: "absent" } : { status: "found", value };
  } catch (error) {
    if (!isSecretError(error)) throw error;
    return { status: "error", error };
  }
}
