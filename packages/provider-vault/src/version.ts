import { SecretError, type VersionReference } from "@claviger/core/provider";
import { denied, isDenied } from "./denial.ts";
import { errorFromReply } from "./translate-error.ts";
import { errorTexts, objectAt, type Reply } from "./reply.ts";
import { joinPath, policyPath, type SecretPath } from "./secret-path.ts";
import type { Session } from "./session.ts";

/**
 * The number to ask for, or `undefined` for the latest. KV v2 has numbers and no stages: `current` is the latest, and
 * `previous` is the one before it, for which the metadata is read.
 *
 * @throws SecretError `invalid_ref`, `unsupported`, `version_not_found`, or what reading the metadata failed with
 */
export async function versionNumber(
  reference: VersionReference | undefined,
  { secret, session }: { readonly secret: SecretPath; readonly session: Session },
): Promise<string | undefined> {
  if (!reference) return undefined;
  if ("version" in reference) return checkNumber(reference.version);
  if (reference.stage === "current") return undefined;
  if (reference.stage === "previous") return await previousNumber(secret, session);
  throw new SecretError("unsupported", `Vault has no stage "${reference.stage}"`, {
    hint: "KV v2 knows current and previous; or pin a version by its number",
  });
}

/** @throws SecretError `invalid_ref` if KV v2 cannot have such a version */
export function checkNumber(version: string): string {
  if (/^[1-9]\d{0,17}$/.test(version)) return version;
  throw new SecretError("invalid_ref", `"${version}" is not a version of KV v2`, {
    hint: "versions are whole numbers from 1",
  });
}

async function previousNumber(secret: SecretPath, session: Session): Promise<string | undefined> {
  const reply = await readMetadata(secret, session);
  const current = objectAt(reply.body, "data")?.["current_version"];
  if (reply.status === 200 && typeof current === "number") {
    if (current > 1) return String(current - 1);
    throw versionNotFound(secret, "no version before the current one");
  }
  // There is no such secret: the read of its latest version finds that out by itself, with the check of the mount.
  if (isNothingThere(reply)) return undefined;
  if (isDenied(reply)) throw denied(policyPath("metadata", secret));
  throw errorFromReply(reply, session.connection.subject(secret.mount));
}

/**
 * Whether the secret exists at all, when the version that was asked for does not.
 * @throws SecretError `version_not_found` if it does, or if that may not be known
 */
export async function refuseIfSecretExists(
  version: string,
  { secret, session }: { readonly secret: SecretPath; readonly session: Session },
): Promise<void> {
  const reply = await readMetadata(secret, session);
  if (isNothingThere(reply)) return;
  if (reply.status === 200 || isDenied(reply)) throw versionNotFound(secret, `no version ${version}`);
  throw errorFromReply(reply, session.connection.subject(secret.mount));
}

/** The one reply that means that nothing is there: 404 with an empty list of errors, and nothing else. */
export function isNothingThere(reply: Reply): boolean {
  return (
    reply.status === 404 && errorTexts(reply)?.length === 0 && Object.keys(reply.body ?? {}).length === 1
  );
}

/** What KV v2 knows of a secret beside its values. */
export function readMetadata(secret: SecretPath, { connection, signal }: Session): Promise<Reply> {
  return connection.read(policyPath("metadata", secret), { signal });
}

/** @param what - it has: `no version 3` */
export function versionNotFound(secret: SecretPath, what: string): SecretError {
  return new SecretError("version_not_found", `${joinPath(secret)} in Vault has ${what}`, {
    hint: `list its versions: vault kv metadata get -mount=${secret.mount} ${secret.path}`,
  });
}
