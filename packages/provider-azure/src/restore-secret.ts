import { type Location, SecretError } from "@claviger/core/provider";
import { ask, type Call } from "./call.ts";
import { presenceOf } from "./read-secret.ts";
import { untilAnswered } from "./wait-for-vault.ts";

/**
 * Brings a deleted secret back, with all its versions. One that is there already stays as it is.
 * @throws SecretError `conflict` if there is none to bring back, `unsupported`, and the codes of the error table
 */
export async function restoreSecret(
  { path }: Location,
  { version, call }: { readonly version?: string; readonly call: Call },
): Promise<void> {
  if (version !== undefined) {
    throw new SecretError("unsupported", `Key Vault recovers "${path}" whole, and no single version`, {
      hint: "restore it without a version, and write the value of the old one again",
    });
  }
  if ((await presenceOf(path, call)) !== "present") await recover(path, call);
}

/** Recovers it, and waits until it is there again, as far as this identity may know. */
export async function recover(path: string, call: Call): Promise<void> {
  await untilAnswered(async () => {
    // It sends the request, and polls once.
    const recovery = await ask(path, call, (client, options) =>
      client.beginRecoverDeletedSecret(path, options),
    );
    if (recovery) return recovery;
    throw new SecretError("conflict", `there is no deleted "${path}" at ${call.vault} to bring back`, {
      hint: "see what can be recovered with: az keyvault secret list-deleted",
    });
  }, call);
  await untilAnswered(async () => (await presenceOf(path, call)) !== "absent", call);
}
