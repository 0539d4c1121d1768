import type { KeyVaultSecret, SecretProperties } from "@azure/keyvault-secrets";
import type { SecretInfo, SecretRecord } from "@claviger/core/provider";
import { garbled } from "./error-table.ts";
import { vaultError } from "./translate-error.ts";

interface Asked {
  readonly path: string;
  readonly vault: string;
  /** The version that was asked for, if one was. */
  readonly version?: string | undefined;
}

/** What is known about a secret besides its value. What came over the wire is of its type, or left out. */
function datesOf({ createdOn, updatedOn, expiresOn }: SecretProperties) {
  return {
    ...(isDate(createdOn) ? { createdAt: createdOn } : {}),
    ...(isDate(updatedOn) ? { updatedAt: updatedOn } : {}),
    ...(isDate(expiresOn) ? { expiresAt: expiresOn } : {}),
  };
}

/** The tags, and the content type under its own name, which goes before a tag of that name. */
function metadataOf({ tags, contentType }: SecretProperties): {
  readonly metadata?: Readonly<Record<string, string>>;
} {
  const all = { ...tags, ...(typeof contentType === "string" && { contentType }) };
  const texts = Object.entries(all).filter(([, value]) => typeof value === "string");
  return texts.length === 0 ? {} : { metadata: Object.fromEntries(texts) };
}

/**
 * A reply with a value as a record.
 * @throws SecretError `unavailable` if it is not about what was asked for
 */
export function toRecord(
  { value, name, properties }: KeyVaultSecret,
  { path, vault, version }: Asked,
): SecretRecord {
  const isAnswer =
    typeof value === "string" &&
    isSame(name, path) &&
    typeof properties.version === "string" &&
    (version === undefined || isSame(properties.version, version));
  if (!isAnswer) throw vaultError(garbled, { path, vault });
  const { updatedAt: _, ...dates } = datesOf(properties);
  return {
    id: `${vault}/secrets/${path.toLowerCase()}`,
    value: { type: "text", text: value },
    version: properties.version,
    ...dates,
    ...metadataOf(properties),
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
    ...(typeof version === "string" ? { version } : {}),
    ...datesOf(properties),
    ...(enabled === false ? { disabled: true } : {}),
    ...metadataOf(properties),
  };
}

/** Key Vault does not tell upper from lower case. */
function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function isDate(value: unknown): value is Date {
  return value instanceof Date && !Number.isNaN(value.getTime());
}
