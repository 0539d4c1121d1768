import { SecretError, type VersionReference } from "@claviger/core/provider";
import { metadataOf } from "./metadata.ts";
import { joinPath, type SecretPath } from "./secret-path.ts";
import type { Session } from "./session.ts";
import { checkNumber, versionNotFound } from "./version.ts";

/**
 * The version that a read would answer with now, without reading the value.
 *
 * @returns `undefined` if there is no such secret
 * @throws SecretError `deleted`, `version_not_found`, `denied` without `read` on the metadata
 */
export async function probeVersion(
  secret: SecretPath,
  { version, session }: { readonly version: VersionReference | undefined; readonly session: Session },
): Promise<string | undefined> {
  const metadata = await metadataOf(secret, { session, task: "probing" });
  if (!metadata) return undefined;
  const number = wanted(version, metadata.current);
  const state = metadata.versions.find((state) => state.version === number);
  // Metadata may be there before the first value.
  if (!state && !version) return undefined;
  if (!state) throw versionNotFound(secret, `no version ${number}`);
  if (!state.destroyed && !state.deletedAt) return String(number);
  throw new SecretError("deleted", `version ${number} of ${joinPath(secret)} in Vault was deleted`, {
    hint: "restore it, or write a new one",
  });
}

function wanted(reference: VersionReference | undefined, current: number): number {
  if (!reference) return current;
  if ("version" in reference) return Number(checkNumber(reference.version));
  if (reference.stage === "current") return current;
  if (reference.stage === "previous") return current - 1;
  throw new SecretError("unsupported", `Vault has no stage "${reference.stage}"`, {
    hint: "KV v2 knows current and previous; or pin a version by its number",
  });
}
