import type { DeleteOptions } from "@claviger/core/provider";
import { deleted } from "./deletion.ts";
import { metadataOf } from "./metadata.ts";
import { isDone } from "./reply.ts";
import { type Endpoint, policyPath, type SecretPath } from "./secret-path.ts";
import type { Session } from "./session.ts";
import { checkNumber, versionNotFound } from "./version.ts";

/**
 * Deletes the latest version, or the named one, in a way that can be undone; or, with `purge`, the named version for good, or the whole
 * secret with all its versions. What is not there is left so.
 */
export async function deleteSecret(
  secret: SecretPath,
  { options, session }: { readonly options: DeleteOptions; readonly session: Session },
): Promise<void> {
  const { purge = false } = options;
  const version = options.version === undefined ? undefined : checkNumber(options.version);
  await session.mounts.requireKv2(secret.mount);
  if (version !== undefined)
    return await change(secret, { endpoint: purge ? "destroy" : "delete", version, session });
  await change(secret, { endpoint: purge ? "metadata" : "data", session });
}

/**
 * Brings the latest version back, or the named one.
 * @throws SecretError `version_not_found`; `deleted` if it was destroyed
 */
export async function restoreSecret(
  secret: SecretPath,
  { version: wanted, session }: { readonly version?: string | undefined; readonly session: Session },
): Promise<void> {
  if (wanted !== undefined) checkNumber(wanted);
  const metadata = await metadataOf(secret, session);
  const version = wanted ?? String(metadata?.current ?? 0);
  const info = metadata?.versions.find((info) => info.version === version);
  if (!info) throw versionNotFound(secret, version === "0" ? "no version" : `no version ${version}`);
  // Vault would undelete it without an error, and without an effect.
  if (info.disabled) throw deleted(secret, info);
  await change(secret, { endpoint: "undelete", version, session });
}

interface Change {
  readonly endpoint: Endpoint;
  /** The version that is changed. @default what the endpoint stands for */
  readonly version?: string;
  readonly session: Session;
}

async function change(secret: SecretPath, { endpoint, version, session }: Change): Promise<void> {
  const request =
    version === undefined
      ? ({ method: "DELETE" } as const)
      : ({ method: "POST", data: { versions: [Number(version)] } } as const);
  const reply = await session.send(policyPath(endpoint, secret), request);
  if (!isDone(reply)) throw session.failure(reply, secret.mount);
}
