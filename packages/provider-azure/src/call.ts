import type { SecretClient } from "@azure/keyvault-secrets";
import type { CallContext, Clock } from "@claviger/core/provider";
import { ReplyError } from "./reply-error.ts";
import type { Session } from "./session.ts";
import { translateError } from "./translate-error.ts";

/** What one call works with. */
export interface Call extends CallContext {
  readonly session: Session;
  /** The vault's origin. */
  readonly vault: string;
  readonly clock: Clock;
}

/** What is asked with one of the SDK's methods, and with the options that it is given. */
export type Ask<Answer> = (client: SecretClient, options: { readonly abortSignal: AbortSignal }) => Answer;

/**
 * One request about a secret.
 *
 * @returns `undefined` only if Key Vault says itself that it does not have that secret
 * @throws SecretError by the error table
 */
export async function ask<T>(
  path: string,
  { session, vault, signal }: Call,
  request: Ask<Promise<T>>,
): Promise<T | undefined> {
  try {
    return await request(session.client, { abortSignal: signal });
  } catch (error) {
    if (error instanceof ReplyError && error.isAbsence) return undefined;
    throw translateError(error, { vault, path });
  }
}

/** Tells what whoever runs this should know; once for each id. */
export function warn(call: Call, id: string, message: string): void {
  call.report({ type: "warning", id, message });
}
