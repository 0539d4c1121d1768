import { type DeleteOptions, type Location, SecretError } from "@claviger/core/provider";
import type { Ready } from "./connection.ts";
import { readNativeError } from "./native-error.ts";
import { isDeletion, stateOf } from "./secret-state.ts";
import { conflict, writeFailure } from "./write-failure.ts";

/** @throws SecretError `unsupported` for a single version */
export function refuseVersion(path: string, version: string | undefined): void {
  if (version === undefined) return;
  throw new SecretError(
    "unsupported",
    `AWS deletes and restores a secret whole, and no version of "${path}"`,
    {
      location: path,
      hint: "move its stages away instead: AWS removes versions without a stage by itself",
    },
  );
}

/**
 * Marks a secret for deletion, or (`purge`) deletes it for good. What is not there, or marked already, stays so.
 * @throws SecretError the codes of the error table
 */
export async function deleteSecret(
  { path }: Location,
  { purge = false }: DeleteOptions,
  { aws, recoveryDays }: { readonly aws: Ready; readonly recoveryDays: number },
): Promise<void> {
  try {
    await aws.deleteSecret({
      SecretId: path,
      ...(purge ? { ForceDeleteWithoutRecovery: true } : { RecoveryWindowInDays: recoveryDays }),
    });
  } catch (error) {
    const native = readNativeError(error);
    if (native.name === "ResourceNotFoundException") return;
    if (!purge && (await isDeletion(native, path, aws))) return;
    throw await writeFailure(error, { path, action: "DeleteSecret", aws, doing: "deleting" });
  }
}

/**
 * Takes the mark of deletion off a secret. One that is not marked stays as it is.
 * @throws SecretError `conflict` if there is nothing to restore, and the codes of the error table
 */
export async function restoreSecret({ path }: Location, aws: Ready): Promise<void> {
  try {
    await aws.restoreSecret(path);
  } catch (error) {
    const { name } = readNativeError(error);
    if (name === "ResourceNotFoundException") throw conflict(path, "there is no such secret to restore");
    if (name === "InvalidRequestException" && (await stateOf(path, aws)) === "present") return;
    throw await writeFailure(error, { path, action: "RestoreSecret", aws, doing: "restoring" });
  }
}
