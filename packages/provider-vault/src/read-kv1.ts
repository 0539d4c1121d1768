import { fieldsFromJson, type Location, SecretError, type SecretRecord } from "@claviger/core/provider";
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
    throw new SecretError("unsupported", `${secret.mount} in Vault is KV v1, which keeps no versions`, {
      hint: `ask without a version, or upgrade the mount: vault kv enable-versioning ${secret.mount}`,
    });
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
