import {
  fieldsFromJson,
  isJsonObject,
  parseLosslessJson,
  SecretError,
  type WritableValue,
} from "@claviger/core/provider";
import type { Document, StoredSecret, StoredVersion } from "./document.ts";

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Reads what was decrypted: what `formatDocument` wrote, or a JSON object of names and values that was made by hand.
 *
 * @param file - `id` tells this encrypted file from others, for the versions of a document that has none
 * @throws SecretError `decode`, which shows nothing of it but names
 */
export function parseDocument(
  text: string,
  { id, title }: { readonly id: string; readonly title: string },
): Document {
  const problem = (what: string, hint: string): SecretError =>
    new SecretError("decode", `${title} ${what}`, { location: title, hint });
  const malformed = (what: string): SecretError =>
    problem(what, "restore the backup beside it (.bak), or correct what was changed by hand");
  const root = objectIn(text);
  if (!root) {
    throw problem(
      "holds no JSON object",
      "encrypt an object of names and values, or make a store with claviger init and import what it holds",
    );
  }
  const { claviger: format, revision, secrets, recipients } = root;
  if (format === undefined) return foreignDocument(root, id);
  if (format !== 1) {
    throw problem("is of a format that this version does not know", "update @claviger/provider-age");
  }
  if (!isCount(revision) || !isJsonObject(secrets)) throw malformed("has no revision or no secrets");
  const parsed = new Map<string, StoredSecret>();
  for (const [path, stored] of Object.entries(secrets)) {
    const secret = parseSecret(stored);
    if (!secret) throw malformed(`has no versions of "${path}", or one without a value`);
    parsed.set(path, secret);
  }
  return {
    revision,
    secrets: parsed,
    ...(isTexts(recipients) && recipients.length > 0 ? { recipients } : {}),
  };
}

function objectIn(text: string): JsonObject | undefined {
  try {
    const root = parseLosslessJson(text);
    return isJsonObject(root) ? root : undefined;
  } catch {
    return undefined;
  }
}

/** As every store gives JSON: objects as fields, numbers as their source text, `null` as nothing. */
function foreignDocument(root: JsonObject, fileId: string): Document {
  const texts = fieldsFromJson(root);
  const stages = new Map([["current", fileId]]);
  const secrets = new Map<string, StoredSecret>();
  for (const [path, text] of Object.entries(texts)) {
    const member = root[path];
    const value: WritableValue = isJsonObject(member)
      ? { type: "fields", fields: fieldsFromJson(member) }
      : { type: "text", text };
    secrets.set(path, { versions: [{ id: fileId, value }], stages });
  }
  return { revision: 0, secrets, foreign: true };
}

function parseSecret(secret: unknown): StoredSecret | undefined {
  if (!isJsonObject(secret) || !Array.isArray(secret["versions"]) || !isJsonObject(secret["stages"])) {
    return undefined;
  }
  const versions = secret["versions"].map(parseVersion).filter((version) => version !== undefined);
  if (versions.length < secret["versions"].length) return undefined;
  const stages = Object.entries(secret["stages"]).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  return { versions, stages: new Map(stages), deletedAt: parseDate(secret["deletedAt"]) };
}

function parseVersion(version: unknown): StoredVersion | undefined {
  const { id, createdAt, metadata, ...rest } = isJsonObject(version) ? version : {};
  const value = parseValue(rest);
  if (typeof id !== "string" || id === "" || !value) return undefined;
  return {
    id,
    value,
    createdAt: parseDate(createdAt),
    metadata: isJsonObject(metadata) ? { ...fieldsFromJson(metadata) } : undefined,
  };
}

function parseValue({ text, bytes, fields }: JsonObject): WritableValue | undefined {
  if (typeof text === "string") return { type: "text", text };
  if (typeof bytes === "string")
    return { type: "bytes", bytes: Uint8Array.from(Buffer.from(bytes, "base64")) };
  return isJsonObject(fields) ? { type: "fields", fields: fieldsFromJson(fields) } : undefined;
}

function parseDate(text: unknown): Date | undefined {
  const date = typeof text === "string" ? new Date(text) : undefined;
  return date && !Number.isNaN(date.getTime()) ? date : undefined;
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
