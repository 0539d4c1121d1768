import { type DeleteOptions, isSecretError, type Location, SecretError } from "@claviger/core/provider";
import type { Call } from "./call.ts";
import { isDeleted } from "./read-secret.ts";
import { ask, notThere } from "./vault-request.ts";
import { untilTrue } from "./wait-for-vault.ts";

/**
 * Deletes a secret with all its versions; it can be recovered until it is purged. What is not there is left alone.
 * @throws SecretError `unsupported` for one version, and the codes of the error table
 */
export async function deleteSecret(
  { path }: Location,
  { options: { version, purge = false }, call }: { readonly options: DeleteOptions; readonly call: Call },
): Promise<void> {
  if (version !== undefined) {
    throw new SecretError("unsupported", `Key Vault deletes "${path}" whole, and no single version`, {
      location: path,
      hint: "switch the version off: az keyvault secret set-attributes --version … --enabled false",
    });
  }
  const { session, signal } = call;
  const existed = await isTaken(path, {
    call,
    request: () => session.client.beginDeleteSecret(path, { abortSignal: signal }),
  });
  if (!purge) return;
  // A secret that was deleted just now is not among the deleted for up to half a minute.
  let purged = false;
  await untilTrue(async () => {
    const request = (): Promise<unknown> => session.client.purgeDeletedSecret(path, { abortSignal: signal });
    purged = await isTaken(path, { call, request, whileBusy: false });
    return purged || !existed;
  }, call);
  if (!purged) warnOfNothing(path, call);
  await untilTrue(async () => !(await isDeleted(path, call)), call);
}

/** While Key Vault is deleting a secret, it tells nothing of it. */
function warnOfNothing(path: string, call: Call): void {
  const message = `"${path}" was not at ${call.vault} to be purged: if it was deleted in the last minute, purge it again`;
  call.report({ type: "warning", id: `nothing-purged-${path}`, message });
}

/** Whether there was something to delete. */
async function isTaken(
  path: string,
  {
    call,
    request,
    whileBusy = true,
  }: { readonly call: Call; readonly request: () => Promise<unknown>; readonly whileBusy?: boolean },
): Promise<boolean> {
  try {
    return (await ask(request, { vault: call.vault, path })) !== notThere;
  } catch (error) {
    // Another is deleting it, or Key Vault has not finished.
    if (isSecretError(error) && error.cause?.code?.startsWith("ObjectIsBeing")) return whileBusy;
    throw error;
  }
}
