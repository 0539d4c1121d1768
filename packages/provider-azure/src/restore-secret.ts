import { type Location, SecretError } from "@claviger/core/provider";
import type { Call } from "./call.ts";
import { presenceOf } from "./read-secret.ts";
import { ReplyError } from "./reply-error.ts";
import { translateError } from "./translate-error.ts";
import { conflictOf } from "./vault-request.ts";
import { untilTrue } from "./wait-for-vault.ts";

/**
 * Brings a deleted secret back, with all its versions. One that is there already stays as it is.
 * @throws SecretError `conflict` if there is none to bring back, `unsupported`, and the codes of the error table
 */
export async function restoreSecret(
  { path }: Location,
  { version, call }: { readonly version: string | undefined; readonly call: Call },
): Promise<void> {
  if (version !== undefined) {
    throw new SecretError("unsupported", `Key Vault recovers "${path}" whole, and no single version`, {
      location: path,
      hint: "restore it without a version, and write the value of the old one again",
    });
  }
  if ((await presenceOf(path, call)) !== "present") await recover(path, call);
}

/** Recovers it, and waits until it is there again, as far as this identity may know. */
export async function recover(path: string, call: Call): Promise<void> {
  const { session, vault, signal } = call;
  await untilTrue(async () => {
    try {
      // It sends the request, and polls once.
      await session.client.beginRecoverDeletedSecret(path, { abortSignal: signal });
      return true;
    } catch (error) {
      if (conflictOf(error)?.startsWith("ObjectIsBeing")) return false;
      if (!(error instanceof ReplyError) || error.statusCode !== 404)
        throw translateError(error, { vault, path });
      throw new SecretError("conflict", `there is no deleted "${path}" at ${vault} to bring back`, {
        location: path,
        hint: "see what can be recovered with: az keyvault secret list-deleted",
      });
    }
  }, call);
  await untilTrue(async () => (await presenceOf(path, call)) !== "absent", call);
}
