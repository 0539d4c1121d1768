import type { KeyVaultSecret } from "@azure/keyvault-secrets";
import {
  isSecretError,
  type Location,
  SecretError,
  type SecretRecord,
  type VersionReference,
} from "@claviger/core/provider";
import { ask, type Call, warn } from "./call.ts";
import { toRecord } from "./secret-facts.ts";

/**
 * One secret. `undefined` if the vault does not have it and does not know it as deleted.
 * @throws SecretError `deleted`, `version_not_found`, `invalid_ref`, `unsupported`, and the codes of the error table
 */
export async function readSecret(
  { path, version: asked }: Location,
  call: Call,
): Promise<SecretRecord | undefined> {
  const version = versionId(asked);
  const pinned = version === undefined ? {} : { version };
  const secret = await ask(path, call, (client, options) =>
    client.getSecret(path, { ...options, ...pinned }),
  );
  if (!secret) return await absenceOf(path, version, call);
  warnOfDates(secret, path, call);
  return toRecord(secret, { path, vault: call.vault, version });
}

/** Key Vault has versions by id, and no stages: `current` is the latest. */
function versionId(version: VersionReference | undefined): string | undefined {
  if (version === undefined || ("stage" in version && version.stage === "current")) return undefined;
  if ("stage" in version) {
    throw new SecretError("unsupported", `Key Vault has no stage "${version.stage}"`, {
      hint: "it knows current alone; pin a version by its id: az keyvault secret list-versions",
    });
  }
  if (/^[0-9a-fA-F]{32}$/.test(version.version)) return version.version;
  throw new SecretError("invalid_ref", `"${version.version}" is not a version of Key Vault`, {
    hint: "a version has 32 hexadecimal digits: az keyvault secret list-versions",
  });
}

/** One answer stands for a secret that is not there, one that was deleted, and a missing version. */
async function absenceOf(path: string, version: string | undefined, call: Call): Promise<undefined> {
  if (version !== undefined && (await presenceOf(path, call)) !== "absent") {
    throw new SecretError("version_not_found", `"${path}" at ${call.vault} has no version ${version}`, {
      hint: `see its versions with: az keyvault secret list-versions --name ${path}`,
    });
  }
  if (!(await isDeleted(path, call))) return undefined;
  throw new SecretError("deleted", `"${path}" at ${call.vault} was deleted and can be recovered`, {
    hint: `bring it back with: az keyvault secret recover --name ${path}`,
  });
}

/** Whether the vault has it, be it switched off; `unknown` to who may not read it. */
export async function presenceOf(path: string, call: Call): Promise<"present" | "absent" | "unknown"> {
  try {
    const secret = await ask(path, call, (client, options) => client.getSecret(path, options));
    return secret ? "present" : "absent";
  } catch (error) {
    if (isSecretError(error, "disabled")) return "present";
    if (isSecretError(error, "denied")) return "unknown";
    throw error;
  }
}

/** Who may not look among the deleted is told that there is nothing: the secret itself is not there. */
export async function isDeleted(path: string, call: Call): Promise<boolean> {
  try {
    return Boolean(await ask(path, call, (client, options) => client.getDeletedSecret(path, options)));
  } catch (error) {
    if (isSecretError(error, "denied")) return false;
    throw error;
  }
}

/** Key Vault gives out what has expired or is not valid yet; its dates are for people. */
function warnOfDates({ properties }: KeyVaultSecret, path: string, call: Call): void {
  const { expiresOn, notBefore } = properties;
  const now = call.clock.now();
  if (expiresOn && expiresOn.getTime() <= now) {
    const message = `"${path}" at ${call.vault} expired at ${expiresOn.toISOString()}: replace it`;
    warn(call, `expired-${path}`, message);
  }
  if (notBefore && notBefore.getTime() > now) {
    const message = `"${path}" at ${call.vault} is not to be used before ${notBefore.toISOString()}`;
    warn(call, `not-yet-valid-${path}`, message);
  }
}
