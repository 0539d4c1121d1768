import { type DeleteOptions, type Location, SecretError } from "@claviger/core/provider";
import type { Call } from "./call.ts";
import { isNotFound, readNativeError } from "./native-error.ts";
import { conflict, isDeletion, secretFailure } from "./secret-failure.ts";
import { stateOf } from "./secret-state.ts";
import { requireWhole } from "./whole-secret.ts";

/** @throws SecretError `invalid_ref` for a part of a secret, `unsupported` for a single version */
function requireAll(location: Location, version: string | undefined): void {
  requireWhole(location);
  if (version === undefined) return;
  const { path } = location;
  const problem = `AWS deletes and restores a secret whole, and no version of "${path}"`;
  throw new SecretError("unsupported", problem, {
    location: path,
    hint: "move its stages away instead: AWS removes versions without a stage by itself",
  });
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
  requireAll(location, version);
  const { path } = location;
  const aws = await call.ready(path);
  try {
    const input = {
      SecretId: path,
      ...(purge ? { ForceDeleteWithoutRecovery: true } : { RecoveryWindowInDays: recoveryDays }),
    };
    await aws.send((client, options) => client.deleteSecret(input, options));
  } catch (error) {
    if (isNotFound(error)) return;
    if (!purge && (await isDeletion(error, path, aws))) return;
    throw await secretFailure(error, { path, action: "DeleteSecret", aws });
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
  requireAll(location, version);
  const { path } = location;
  const aws = await call.ready(path);
  try {
    await aws.send((client, options) => client.restoreSecret({ SecretId: path }, options));
  } catch (error) {
    if (isNotFound(error)) throw conflict(path, "there is no such secret to restore");
    const { name } = readNativeError(error);
    if (name === "InvalidRequestException" && (await stateOf(path, aws)).state === "present") return;
    throw await secretFailure(error, { path, action: "RestoreSecret", aws });
  }
}
