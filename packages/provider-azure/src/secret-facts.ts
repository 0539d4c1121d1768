import type { KeyVaultSecret, SecretProperties } from "@azure/keyvault-secrets";
import { type SecretInfo, SecretError, type SecretRecord } from "@claviger/core/provider";

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
  const metadata: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(tags ?? {}))
    if (typeof value === "string") metadata[name] = value;
  if (typeof contentType === "string") metadata["contentType"] = contentType;
  return Object.keys(metadata).length === 0 ? {} : { metadata: { ...metadata } };
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
  if (!isAnswer) throw notAnAnswer({ path, vault });
  const { createdAt, expiresAt } = datesOf(properties);
  return {
    id: `${vault}/secrets/${path.toLowerCase()}`,
    value: { type: "text", text: value },
    version: properties.version,
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
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
  if (typeof name !== "string" || name === "") throw notAnAnswer({ vault });
  return {
    path: name,
    ...(typeof version === "string" ? { version } : {}),
    ...datesOf(properties),
    ...(enabled === false ? { disabled: true } : {}),
    ...metadataOf(properties),
  };
}

/** The error for a reply that is not about what was asked for. */
export function notAnAnswer({
  vault,
  path,
}: {
  readonly vault: string;
  readonly path?: string;
}): SecretError {
  const asked = path === undefined ? "what it was asked" : `"${path}"`;
  return new SecretError("unavailable", `what answers at ${vault} did not answer ${asked}`, {
    location: path,
    hint: "check the URL, and what is between here and there (proxy, private endpoint)",
  });
}

/** Key Vault does not tell upper from lower case. */
function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function isDate(value: unknown): value is Date {
  return value instanceof Date && !Number.isNaN(value.getTime());
}
