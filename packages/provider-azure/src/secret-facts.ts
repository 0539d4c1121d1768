import type { KeyVaultSecret, SecretProperties } from "@azure/keyvault-secrets";
import type { SecretInfo, SecretRecord } from "@claviger/core/provider";
import { garbled } from "./error-table.ts";
import { vaultError } from "./translate-error.ts";

/** What is known about a secret besides its value. What came over the wire is of its type, or left out. */
function factsOf({ createdOn, updatedOn, expiresOn, tags, contentType }: SecretProperties) {
  // The content type goes before a tag of its name.
  const all = { ...tags, ...(typeof contentType === "string" && { contentType }) };
  const texts = Object.entries(all).filter(([, value]) => typeof value === "string");
  return {
    ...(isDate(createdOn) && { createdAt: createdOn }),
    ...(isDate(updatedOn) && { updatedAt: updatedOn }),
    ...(isDate(expiresOn) && { expiresAt: expiresOn }),
    ...(texts.length > 0 && { metadata: Object.fromEntries(texts) }),
  };
}

/**
 * A reply with a value as a record.
 * @param asked - with the version that was asked for, if one was
 * @throws SecretError `unavailable` if it is not about what was asked for
 */
export function toRecord(
  { value, name, properties }: KeyVaultSecret,
  asked: { readonly path: string; readonly vault: string; readonly version: string | undefined },
): SecretRecord {
  const { path, vault } = asked;
  const { version } = properties;
  const isWhole = typeof value === "string" && typeof version === "string";
  if (!isWhole || !isSame(name, path) || !isSame(version, asked.version ?? version)) {
    throw vaultError(garbled, asked);
  }
  const { updatedAt: _, ...facts } = factsOf(properties);
  return {
    id: `${vault}/secrets/${path.toLowerCase()}`,
    value: { type: "text", text: value },
    version,
    ...facts,
    source: `${name} at ${vault}`,
  };
}

/**
 * A line of a listing, or what a write answered, without the value.
 * @throws SecretError `unavailable` if it has no name
 */
export function toInfo(properties: SecretProperties, vault: string): SecretInfo {
  const { name, version, enabled } = properties;
  if (typeof name !== "string" || name === "") throw vaultError(garbled, { vault });
  return {
    path: name,
    ...(typeof version === "string" && { version }),
    ...(enabled === false && { disabled: true }),
    ...factsOf(properties),
  };
}

/** Key Vault does not tell upper from lower case. */
function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function isDate(value: unknown): value is Date {
  return value instanceof Date && !Number.isNaN(value.getTime());
}
