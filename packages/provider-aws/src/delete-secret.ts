import { type DeleteOptions, type Location, SecretError } from "@claviger/core/provider";
import type { Call } from "./call.ts";
import { readNativeError } from "./native-error.ts";
import { isDeletion, stateOf } from "./secret-state.ts";
import { requireWhole } from "./whole-secret.ts";
import { conflict, writeFailure } from "./write-failure.ts";

/** @throws SecretError `unsupported` for a single version */
function refuseVersion(path: string, version: string | undefined): void {
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
  location: Location,
  { version, purge = false, recoveryDays }: DeleteOptions & { readonly recoveryDays: number },
  call: Call,
): Promise<void> {
  requireWhole(location);
  const { path } = location;
  refuseVersion(path, version);
  const aws = await call.ready(path);
  try {
    const input = {
      SecretId: path,
      ...(purge ? { ForceDeleteWithoutRecovery: true } : { RecoveryWindowInDays: recoveryDays }),
    };
    await aws.send((client, options) => client.deleteSecret(input, options));
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
export async function restoreSecret(
  location: Location,
  version: string | undefined,
  call: Call,
): Promise<void> {
  requireWhole(location);
  const { path } = location;
  refuseVersion(path, version);
  const aws = await call.ready(path);
  try {
    await aws.send((client, options) => client.restoreSecret({ SecretId: path }, options));
  } catch (error) {
    const { name } = readNativeError(error);
    if (name === "ResourceNotFoundException") throw conflict(path, "there is no such secret to restore");
    if (name === "InvalidRequestException" && (await stateOf(path, aws)) === "present") return;
    throw await writeFailure(error, { path, action: "RestoreSecret", aws, doing: "restoring" });
  }
}
