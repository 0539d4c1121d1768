import { fieldsFromJson, type Location, type SecretRecord } from "@claviger/core/provider";
import { onlyRead } from "./mounts.ts";
import { isNothingThere, objectAt } from "./reply.ts";
import { joinPath, type SecretPath } from "./secret-path.ts";
import type { Session } from "./session.ts";

/** Reads one secret of KV v1, which keeps no versions. @throws SecretError `unsupported` for a version or a stage */
export async function readKv1(
  secret: SecretPath,
  { version, session }: Pick<Location, "version"> & { readonly session: Session },
): Promise<SecretRecord | undefined> {
  const path = joinPath(secret);
  if (version && !("stage" in version && version.stage === "current")) {
    throw onlyRead(secret.mount);
  }
  const reply = await session.send(path);
  if (isNothingThere(reply)) {
    await session.mounts.kind(secret.mount);
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
