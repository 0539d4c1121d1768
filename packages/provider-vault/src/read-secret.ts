import type { SecretRecord, VersionReference } from "@claviger/core/provider";
import { deletion } from "./deletion.ts";
import { isDenied } from "./denial.ts";
import { readKv1 } from "./read-kv1.ts";
import { isNothingThere } from "./reply.ts";
import { policyPath } from "./secret-path.ts";
import type { AskedSecret } from "./session.ts";
import { toRecord } from "./to-record.ts";
import { refuseIfSecretExists, versionNumber } from "./version.ts";

/**
 * Reads one secret of KV: one request, unless something is missing or refused, or the mount is KV v1 and not known to be.
 *
 * @returns `undefined` if the mount is KV and has no such secret
 * @throws SecretError
 */
export async function readSecret(
  secret: AskedSecret,
  reference?: VersionReference,
): Promise<SecretRecord | undefined> {
  const { session, mount } = secret;
  if (session.mounts.known(mount) === "kv1") return await readKv1(secret, reference);
  const version = await versionNumber(secret, { reference });
  const query = version === undefined ? undefined : { version };
  const reply = await session.send(policyPath("data", secret), { query });
  const deleted = deletion(reply, secret);
  if (deleted) throw deleted;
  const isMissing = isNothingThere(reply);
  // KV v1 has another path for it: a denial or an absence at this one says nothing.
  if (isMissing || isDenied(reply) || hasLease(reply.body)) {
    const asked = session.mounts.kind(secret);
    // If the question itself fails, the denial stands as it is.
    const kind = await (isDenied(reply) ? asked.catch(() => undefined) : asked);
    if (kind === "kv1") return await readKv1(secret, reference);
  }
  if (reply.status === 200 && reply.body) return toRecord(reply.body, secret);
  if (!isMissing) throw session.failure(reply, mount);
  if (version !== undefined) await refuseIfSecretExists(version, secret);
  return undefined;
}

/** KV v1 tells with each secret how long it may be kept, and KV v2 never does. */
function hasLease(body: object | undefined): boolean {
  const seconds: unknown = body && Reflect.get(body, "lease_duration");
  return typeof seconds === "number" && seconds > 0;
}
