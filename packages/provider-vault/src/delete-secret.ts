import type { DeleteOptions } from "@claviger/core/provider";
import { deleted } from "./deletion.ts";
import { metadataOf } from "./metadata.ts";
import { isDone } from "./reply.ts";
import { type Endpoint, policyPath, type SecretPath } from "./secret-path.ts";
import type { Session } from "./session.ts";
import { checkNumber, versionNotFound } from "./version.ts";

interface Change {
  readonly method: "POST" | "DELETE";
  readonly endpoint: Endpoint;
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
    return await change(secret, { method: "POST", endpoint, versions }, session);
  }
  const endpoint = purge ? "metadata" : "data";
  await change(secret, { method: "DELETE", endpoint }, session);
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
  if (state.destroyed) throw deleted(secret, state);
  const versions = [state.version];
  await change(secret, { method: "POST", endpoint: "undelete", versions }, session);
}

async function change(
  secret: SecretPath,
  { method, endpoint, versions }: Change,
  session: Session,
): Promise<void> {
  const data = versions && { versions };
  const reply = await session.send(policyPath(endpoint, secret), { method, data });
  if (!isDone(reply)) throw session.failure(reply, secret.mount);
}
