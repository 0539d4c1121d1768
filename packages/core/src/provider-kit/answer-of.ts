import { isSecretError } from "../errors/secret-error.ts";
import type { Answer } from "../contract/answer.ts";

/**
 * What one of several questions was answered with, for `getMany` and `probe`.
 *
 * @param ask - resolves to `undefined` for what is definitely absent
 * @throws what is no `SecretError`: that is a defect, and no answer
 * @example
 * ```ts
 * getMany: (locations, ctx) => Promise.all(locations.map((location) => answerOf(() => get(location, ctx)))),
 * ```
 */
export async function answerOf<T>(ask: () => T | undefined | Promise<T | undefined>): Promise<Answer<T>> {
  try {
    const value = await ask();
    return value === undefined ? { status: "absent" } : { status: "found", value };
  } catch (error) {
    if (!isSecretError(error)) throw error;
    return { status: "error", error };
  }
}
