import { isSecretError, SecretError, type VersionReference } from "@claviger/core/provider";
import { deleted } from "./deletion.ts";
import { metadataOf, type SecretMetadata } from "./metadata.ts";
import { joinPath, type SecretPath } from "./secret-path.ts";
import type { AskedSecret } from "./session.ts";

/**
 * The number to ask for, or `undefined` for the latest. KV v2 has numbers and no stages: `current` is the latest, and
 * `previous` is the one before it.
 *
 * @param metadata - of the secret, where it is known; else it is read for `previous`
 * @throws SecretError `invalid_ref`, `unsupported`, `version_not_found`, or what reading the metadata failed with
 */
export async function versionNumber(
  secret: AskedSecret,
  {
    reference,
    metadata,
  }: { readonly reference: VersionReference | undefined; readonly metadata?: SecretMetadata },
): Promise<string | undefined> {
  if (!reference) return undefined;
  if ("version" in reference) return checkNumber(reference.version);
  if (reference.stage === "current") return undefined;
  if (reference.stage !== "previous") {
    throw new SecretError("unsupported", `Vault has no stage "${reference.stage}"`, {
      hint: "KV v2 knows current and previous; or pin a version by its number",
    });
  }
  const known = metadata ?? (await metadataOf(secret));
  // There is no such secret: the read of its latest version finds that out by itself, with the check of the mount.
  if (!known) return undefined;
  if (known.current > 1) return String(known.current - 1);
  throw versionNotFound(secret, "no version before the current one");
}

/**
 * The version that a read would answer with now, without reading the value.
 *
 * @returns `undefined` if there is no such secret
 * @throws SecretError `deleted`, `version_not_found`, `denied` without `read` on the metadata
 */
export async function probeVersion(
  secret: AskedSecret,
  reference: VersionReference | undefined,
): Promise<string | undefined> {
  const metadata = await metadataOf(secret);
  if (!metadata) return undefined;
  const number = (await versionNumber(secret, { reference, metadata })) ?? String(metadata.current);
  const info = metadata.versions.find(({ version }) => version === number);
  // Metadata may be there before the first value.
  if (!info && !reference) return undefined;
  if (!info) throw versionNotFound(secret, `no version ${number}`);
  if (info.disabled || info.deletedAt) throw deleted(secret, info);
  return number;
}

/** @throws SecretError `invalid_ref` if KV v2 cannot have such a version */
export function checkNumber(version: string): string {
  if (/^[1-9]\d{0,17}$/.test(version)) return version;
  throw new SecretError("invalid_ref", `"${version}" is not a version of KV v2`, {
    hint: "versions are whole numbers from 1",
  });
}

/**
 * Whether the secret exists at all, when the version that was asked for does not.
 * @throws SecretError `version_not_found` if it does, or if that may not be known
 */
export async function refuseIfSecretExists(version: string, secret: AskedSecret): Promise<void> {
  const mayExist = await metadataOf(secret).catch((error: unknown) => {
    if (isSecretError(error, "denied")) return true;
    throw error;
  });
  if (mayExist) throw versionNotFound(secret, `no version ${version}`);
}

/** @param what - it has: `no version 3` */
export function versionNotFound(secret: SecretPath, what: string): SecretError {
  return new SecretError("version_not_found", `${joinPath(secret)} in Vault has ${what}`, {
    hint: `list its versions: vault kv metadata get -mount=${secret.mount} ${secret.path}`,
  });
}
