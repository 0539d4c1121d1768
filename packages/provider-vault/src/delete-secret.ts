import type { DeleteOptions } from "@claviger/core/provider";
import { deleted } from "./deletion.ts";
import { metadataOf } from "./metadata.ts";
import { isDone } from "./reply.ts";
import { type Endpoint, policyPath } from "./secret-path.ts";
import type { AskedSecret } from "./session.ts";
import { checkNumber, versionNotFound } from "./version.ts";

/**
 * Deletes the latest version, or the named one, in a way that can be undone; or, with `purge`, the named version for good, or the whole
 * secret with all its versions. What is not there is left so.
 */
export async function deleteSecret(
  secret: AskedSecret,
  { version, purge = false }: DeleteOptions,
): Promise<void> {
  if (version !== undefined) checkNumber(version);
  await secret.session.mounts.requireKv2(secret);
  if (version === undefined) await change(secret, { endpoint: purge ? "metadata" : "data" });
  else await change(secret, { endpoint: purge ? "destroy" : "delete", version });
}

/**
 * Brings the latest version back, or the named one.
 * @throws SecretError `version_not_found`; `deleted` if it was destroyed
 */
export async function restoreSecret(secret: AskedSecret, wanted: string | undefined): Promise<void> {
  if (wanted !== undefined) checkNumber(wanted);
  const metadata = await metadataOf(secret);
  const version = wanted ?? String(metadata?.current ?? 0);
  const info = metadata?.versions.find((info) => info.version === version);
  if (!info) throw versionNotFound(secret, version === "0" ? "no version" : `no version ${version}`);
  // Vault would undelete it without an error, and without an effect.
  if (info.disabled) throw deleted(secret, info);
  await change(secret, { endpoint: "undelete", version });
}

async function change(
  secret: AskedSecret,
  { endpoint, version }: { readonly endpoint: Endpoint; readonly version?: string },
): Promise<void> {
  const { session } = secret;
  const request =
    version === undefined
      ? ({ method: "DELETE" } as const)
      : ({ method: "POST", data: { versions: [Number(version)] } } as const);
  const reply = await session.send(policyPath(endpoint, secret), request);
  if (!isDone(reply)) throw session.failure(reply, secret.mount);
}
