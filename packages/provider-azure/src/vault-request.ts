import type { Call } from "./call.ts";
import { ReplyError } from "./reply-error.ts";
import { translateError } from "./translate-error.ts";

/** Key Vault's own answer to a request for what it does not have: the vault and the name were understood. */
export type NotThere = typeof notThere;
export const notThere = Symbol("not there");

/**
 * One request about a secret. `notThere` only if Key Vault says so itself.
 * @throws SecretError by the error table
 */
export async function ask<T>(
  request: () => Promise<T>,
  { vault, path }: Pick<Call, "vault"> & { readonly path: string },
): Promise<T | NotThere> {
  try {
    return await request();
  } catch (error) {
    if (isNotThere(error)) return notThere;
    throw translateError(error, { vault, path });
  }
}

/** Whether an error is Key Vault's own word that there is no such secret. */
export function isNotThere(error: unknown): boolean {
  return error instanceof ReplyError && error.statusCode === 404 && error.code === "SecretNotFound";
}

/** Key Vault's finer code for a write that met another state: `ObjectIsDeletedButRecoverable`. */
export function conflictOf(error: unknown): string | undefined {
  if (!(error instanceof ReplyError) || error.statusCode !== 409) return undefined;
  return error.innerCode ?? error.code;
}
