import { type Location, type SecretRecord } from "@claviger/core/provider";
import { deletion } from "./deletion.ts";
import { explainDenial } from "./denial.ts";
import { errorFromReply } from "./translate-error.ts";
import type { ReadSession } from "./read-session.ts";
import { errorTexts } from "./reply.ts";
import { policyPath, type SecretPath } from "./secret-path.ts";
import { toRecord } from "./to-record.ts";
import { isNothingThere, refuseIfSecretExists, versionNumber } from "./version.ts";

/**
 * Reads one secret of KV v2: one request, unless something is missing or refused.
 *
 * @returns `undefined` if the mount is KV v2 and has no such secret
 * @throws SecretError
 */
export async function readSecret(
  secret: SecretPath,
  { version: reference, session }: Pick<Location, "version"> & { readonly session: ReadSession },
): Promise<SecretRecord | undefined> {
  const { connection, mounts, signal } = session;
  const version = await versionNumber(reference, { secret, session });
  const path = policyPath("data", secret);
  const reply = await connection.read(path, {
    signal,
    ...(version === undefined ? {} : { query: { version } }),
  });
  if (reply.status === 403 && errorTexts(reply)) throw await explainDenial(path, { connection, signal });
  const deleted = deletion(reply, secret);
  if (deleted) throw deleted;
  if (reply.status === 200 && reply.body)
    return toRecord(reply.body, { secret, subject: connection.subject(secret.mount) });
  if (!isNothingThere(reply)) throw errorFromReply(reply, connection.subject(secret.mount));
  await mounts.requireKv2(secret.mount);
  if (version !== undefined) await refuseIfSecretExists(version, { secret, session });
  return undefined;
}
