import { type DeleteOptions, SecretError } from "@claviger/core/provider";
import { denied, isDenied } from "./denial.ts";
import { metadataOf } from "./metadata.ts";
import type { Capability } from "./policy.ts";
import { type Endpoint, joinPath, policyPath, type SecretPath } from "./secret-path.ts";
import type { Session } from "./session.ts";
import { errorFromReply } from "./translate-error.ts";
import { checkNumber, versionNotFound } from "./version.ts";

interface Change {
  readonly method: "POST" | "DELETE";
  readonly endpoint: Endpoint;
  readonly capability: Capability;
  readonly versions?: readonly number[];
}

/**
 * Deletes the latest version, or the named one, in a way that can be undone; or, with `purge`, the named version for good, or the whole
 * secret with all its versions. What is not there is left so.
 */
export async function deleteSecret(
  secret: SecretPath,
  {
    options: { version, purge = false },
    session,
  }: {
    readonly options: DeleteOptions;
    readonly session: Session;
  },
): Promise<void> {
  const versions = version === undefined ? undefined : [Number(checkNumber(version))];
  await session.mounts.requireKv2(secret.mount, "deleting");
  if (versions) {
    const endpoint = purge ? "destroy" : "delete";
    return await change(secret, { method: "POST", endpoint, capability: "update", versions }, session);
  }
  const endpoint = purge ? "metadata" : "data";
  await change(secret, { method: "DELETE", endpoint, capability: "delete" }, session);
}

/**
 * Brings the latest version back, or the named one.
 * @throws SecretError `version_not_found`; `deleted` if it was destroyed
 */
export async function restoreSecret(
  secret: SecretPath,
  { version, session }: { readonly version?: string | undefined; readonly session: Session },
): Promise<void> {
  const wanted = version === undefined ? undefined : Number(checkNumber(version));
  const metadata = await metadataOf(secret, { session, task: "restoring" });
  const number = wanted ?? metadata?.current;
  const state = metadata?.versions.find(({ version }) => version === number);
  if (!state)
    throw versionNotFound(
      secret,
      number === undefined || number === 0 ? "no version" : `no version ${number}`,
    );
  // Vault would undelete it without an error, and without an effect.
  if (state.destroyed) {
    throw new SecretError(
      "deleted",
      `version ${state.version} of ${joinPath(secret)} in Vault was destroyed`,
      {
        hint: "it is gone for good: write a new version, or restore another",
      },
    );
  }
  const versions = [state.version];
  await change(secret, { method: "POST", endpoint: "undelete", capability: "update", versions }, session);
}

async function change(
  secret: SecretPath,
  { method, endpoint, capability, versions }: Change,
  { connection, signal }: Session,
): Promise<void> {
  const path = policyPath(endpoint, secret);
  const call = { signal, ...(versions ? { data: { versions } } : {}) };
  const { reply } = await connection.send(method, path, call);
  if (isDenied(reply)) throw denied(path, capability);
  if (reply.status !== 200 && reply.status !== 204)
    throw errorFromReply(reply, connection.subject(secret.mount));
}
