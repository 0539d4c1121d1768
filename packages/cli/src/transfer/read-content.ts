import { isSecretError } from "@claviger/core";
import type { Secrets } from "@claviger/core";
import { type Content, contentFrom } from "./content.ts";

/**
 * What a reference or name gives, from the store and not from a cache.
 *
 * @returns `undefined` if there is no such secret
 * @throws SecretError
 */
export async function readContent(secrets: Secrets, name: string): Promise<Content | undefined> {
  let bytes: Uint8Array | undefined;
  try {
    bytes = await secrets.getBytes(name, { refresh: true });
  } catch (error) {
    if (isAbsence(error)) return undefined;
    // Several fields, which are read below.
    if (!isSecretError(error, "decode")) throw error;
  }
  let fields: Readonly<Record<string, string>> | undefined;
  try {
    // Answered by what was just read.
    fields = await secrets.getBundle(name);
  } catch (error) {
    if (!bytes || !isSecretError(error, "decode")) throw error;
  }
  return contentFrom(bytes, fields);
}

/** Whether a read says that there is nothing there. */
export function isAbsence(error: unknown): boolean {
  return ["not_found", "field_not_found", "deleted"].some((code) => isSecretError(error, code as "deleted"));
}
