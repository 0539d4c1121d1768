import { type DeleteOptions, type Location, SecretError } from "@claviger/core/provider";
import { ask, type Call, warn } from "./call.ts";
import { isDeleted } from "./read-secret.ts";
import { isBusy, untilAnswered } from "./wait-for-vault.ts";

/**
 * Deletes a secret with all its versions; it can be recovered until it is purged. What is not there is left alone.
 * @throws SecretError `unsupported` for one version, and the codes of the error table
 */
export async function deleteSecret(
  { path }: Location,
  { version, purge = false, call }: DeleteOptions & { readonly call: Call },
): Promise<void> {
  if (version !== undefined) {
    throw new SecretError("unsupported", `Key Vault deletes "${path}" whole, and no single version`, {
      hint: "switch the version off: az keyvault secret set-attributes --version … --enabled false",
    });
  }
  const remove = ask(path, call, (client, options) => client.beginDeleteSecret(path, options));
  const existed = await remove.catch((error: unknown) => {
    // Another is deleting it.
    if (isBusy(error)) return true;
    throw error;
  });
  if (!purge) return;
  // A secret that was deleted just now is not among the deleted for up to half a minute, in which Key Vault tells nothing of it.
  const outcome = await untilAnswered(async () => {
    const purge = ask(path, call, async (client, options) => {
      await client.purgeDeletedSecret(path, options);
      return "purged";
    });
    return (await purge) ?? (existed ? undefined : "nothing");
  }, call);
  if (outcome === "nothing") {
    const message = `"${path}" was not at ${call.vault} to be purged: if it was deleted in the last minute, purge it again`;
    warn(call, `nothing-purged-${path}`, message);
  }
  await untilAnswered(async () => !(await isDeleted(path, call)), call);
}
