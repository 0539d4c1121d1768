import { SecretError, type SecretInfo } from "@claviger/core/provider";
import { objectAt, type Reply } from "./reply.ts";
import { joinPath, type SecretPath } from "./secret-path.ts";

/** The error for a version that was deleted; or destroyed, and then it is `disabled`. */
export function deleted(
  secret: SecretPath,
  { version, disabled: destroyed }: Pick<SecretInfo, "version" | "disabled">,
): SecretError {
  const gone = `version ${version} of ${joinPath(secret)} in Vault was ${destroyed ? "destroyed" : "deleted"}`;
  const undelete = `vault kv undelete -mount=${secret.mount} -versions=${version} ${secret.path}`;
  return new SecretError("deleted", gone, {
    hint: destroyed
      ? "it is gone for good: write a new version, or use an earlier one"
      : `bring it back: ${undelete}`,
  });
}

/**
 * The error for a reply that tells of a deleted or destroyed version. To a read of it KV v2 sends the metadata and no data, to
 * a patch the metadata alone.
 */
export function deletion(reply: Reply, secret: SecretPath): SecretError | undefined {
  const data = objectAt(reply.body, "data");
  if ((reply.status !== 404 && reply.status !== 200) || !data) return undefined;
  const isRead = data["data"] === null;
  const metadata = isRead ? objectAt(data, "metadata") : reply.status === 404 ? data : undefined;
  const version = metadata?.["version"];
  if (typeof version !== "number") return undefined;
  return deleted(secret, { version: String(version), disabled: metadata?.["destroyed"] === true });
}
