import { fieldsFromJson, type SecretRecord, type VersionReference } from "@claviger/core/provider";
import { onlyRead } from "./mounts.ts";
import { isNothingThere, objectAt } from "./reply.ts";
import { joinPath } from "./secret-path.ts";
import type { AskedSecret } from "./session.ts";

/** Reads one secret of KV v1, which keeps no versions. @throws SecretError `unsupported` for a version or a stage */
export async function readKv1(
  secret: AskedSecret,
  version: VersionReference | undefined,
): Promise<SecretRecord | undefined> {
  const { session } = secret;
  const path = joinPath(secret);
  if (version && !("stage" in version && version.stage === "current")) {
    throw onlyRead(secret.mount);
  }
  const reply = await session.send(path);
  if (isNothingThere(reply)) {
    await session.mounts.kind(secret);
    return undefined;
  }
  const fields = objectAt(reply.body, "data");
  if (reply.status !== 200 || !fields) throw session.failure(reply, secret.mount);
  return {
    id: path,
    value: { type: "fields", fields: fieldsFromJson(fields) },
    source: `${path} at ${session.address}`,
  };
}
