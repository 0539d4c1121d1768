import type { SecretInfo } from "@claviger/core/provider";
import { isDenied } from "./denial.ts";
import { isNothingThere, type JsonObject, objectAt } from "./reply.ts";
import { joinPath, policyPath, type SecretPath } from "./secret-path.ts";
import type { AskedSecret } from "./session.ts";
import { customMetadata, dateOf } from "./to-record.ts";

/** What KV v2 knows of a secret beside its values. */
export interface SecretMetadata {
  readonly current: number;
  /** The newest first; `disabled` is one that was destroyed. */
  readonly versions: readonly SecretInfo[];
}

/**
 * The metadata of a secret of KV v2.
 *
 * @returns `undefined` if the mount is KV v2 and has no such secret
 * @throws SecretError `unsupported` if it is KV v1
 */
export async function metadataOf(secret: AskedSecret): Promise<SecretMetadata | undefined> {
  const { session } = secret;
  const { mounts, clock } = session;
  if (mounts.known(secret.mount) === "kv1") await mounts.requireKv2(secret);
  const reply = await session.send(policyPath("metadata", secret));
  const data = objectAt(reply.body, "data");
  const current = data?.["current_version"];
  if (data && reply.status === 200 && typeof current === "number") {
    return { current, versions: versionsIn(data, { secret, current, now: clock.now() }) };
  }
  if (isNothingThere(reply) || isDenied(reply)) await mounts.requireKv2(secret);
  if (isNothingThere(reply)) return undefined;
  throw session.failure(reply, secret.mount);
}

function versionsIn(
  data: JsonObject,
  { secret, current, now }: { readonly secret: SecretPath; readonly current: number; readonly now: number },
): readonly SecretInfo[] {
  const custom = customMetadata(objectAt(data, "custom_metadata"));
  const versions = Object.entries(objectAt(data, "versions") ?? {}) as [string, JsonObject][];
  versions.sort(([one], [other]) => Number(other) - Number(one));
  return versions.map(([version, about]) => {
    const behind = current - Number(version);
    const [createdAt, deletedAt] = [dateOf(about["created_time"]), dateOf(about["deletion_time"])];
    // A time to come is when it will delete itself: until then it is read.
    const isDeleted = deletedAt !== undefined && deletedAt.getTime() <= now;
    return {
      path: joinPath(secret),
      version,
      stages: behind === 0 ? ["current"] : behind === 1 ? ["previous"] : [],
      ...(createdAt ? { createdAt } : {}),
      ...(isDeleted ? { deletedAt } : {}),
      ...(about["destroyed"] === true ? { disabled: true } : {}),
      ...custom,
    };
  });
}
