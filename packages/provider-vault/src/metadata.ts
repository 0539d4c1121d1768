import type { SecretInfo } from "@claviger/core/provider";
import { isDenied } from "./denial.ts";
import { isNothingThere, type JsonObject, objectAt } from "./reply.ts";
import { joinPath, policyPath, type SecretPath } from "./secret-path.ts";
import type { Session } from "./session.ts";
import { customMetadata, dateOf } from "./to-record.ts";

/** One version of a secret, as its metadata tells it. */
export interface VersionState {
  readonly version: number;
  readonly createdAt?: Date;
  /** When it was deleted, also where it was destroyed later. */
  readonly deletedAt?: Date;
  readonly destroyed: boolean;
}

/** A secret of KV v2 without its values. */
export interface SecretMetadata {
  readonly current: number;
  /** The newest first. */
  readonly versions: readonly VersionState[];
  readonly custom: Pick<SecretInfo, "metadata">;
}

/**
 * What KV v2 knows of a secret: its versions and custom metadata.
 *
 * @returns `undefined` if the mount is KV v2 and has no such secret
 * @throws SecretError `unsupported` if it is KV v1
 */
export async function metadataOf(
  secret: SecretPath,
  { session, task }: { readonly session: Session; readonly task: string },
): Promise<SecretMetadata | undefined> {
  const { mounts } = session;
  if (mounts.known(secret.mount) === "kv1") await mounts.requireKv2(secret.mount, task);
  const reply = await session.send(policyPath("metadata", secret));
  const data = objectAt(reply.body, "data");
  const current = data?.["current_version"];
  if (reply.status === 200 && typeof current === "number") {
    const versions = Object.entries(objectAt(data, "versions") ?? {}).map(([version, about]) =>
      stateOf(Number(version), about as JsonObject, session.clock.now()),
    );
    versions.sort((one, other) => other.version - one.version);
    return { current, versions, custom: customMetadata(objectAt(data, "custom_metadata")) };
  }
  if (isNothingThere(reply) || isDenied(reply)) await mounts.requireKv2(secret.mount, task);
  if (isNothingThere(reply)) return undefined;
  throw session.failure(reply, secret.mount);
}

/** What is told of each version: never a value. */
export function infosOf(secret: SecretPath, { current, versions, custom }: SecretMetadata): SecretInfo[] {
  return versions.map(({ version, createdAt, deletedAt, destroyed }) => ({
    path: joinPath(secret),
    version: String(version),
    stages: version === current ? ["current"] : version === current - 1 ? ["previous"] : [],
    ...(createdAt ? { createdAt } : {}),
    ...(deletedAt ? { deletedAt } : {}),
    ...(destroyed ? { disabled: true } : {}),
    ...custom,
  }));
}

function stateOf(version: number, about: JsonObject, now: number): VersionState {
  const [createdAt, deletedAt] = [dateOf(about["created_time"]), dateOf(about["deletion_time"])];
  // A time to come is when it will delete itself: until then it is read.
  const isDeleted = deletedAt !== undefined && deletedAt.getTime() <= now;
  return {
    version,
    destroyed: about["destroyed"] === true,
    ...(createdAt ? { createdAt } : {}),
    ...(isDeleted ? { deletedAt } : {}),
  };
}
