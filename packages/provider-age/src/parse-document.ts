import { fieldsFromJson, isJsonObject, parseLosslessJson, type WritableValue } from "@claviger/core/provider";
import type { Document, StoredSecret, StoredVersion } from "./document.ts";

/** Why what was decrypted is no store. The message never holds any of it but names. */
export class DocumentProblem extends Error {
  readonly hint: string;

  constructor(problem: string, hint: string) {
    super(problem);
    this.hint = hint;
  }
}

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Reads what was decrypted: what `formatDocument` wrote, or a JSON object of names and values that was made by hand.
 *
 * @param fileId - tells this encrypted file from others, for the versions of a document that has none
 * @throws DocumentProblem
 */
export function parseDocument(text: string, fileId: string): Document {
  const root = parsed(text);
  if (root["claviger"] === undefined) return foreignDocument(root, fileId);
  if (root["claviger"] !== 1) {
    throw new DocumentProblem(
      "is of a format that this version does not know",
      "update @claviger/provider-age",
    );
  }
  const { revision, secrets, recipients } = root;
  if (!isCount(revision) || !isJsonObject(secrets)) throw malformed("has no revision or no secrets");
  return {
    revision,
    secrets: new Map(Object.entries(secrets).map(([path, secret]) => [path, parseSecret(path, secret)])),
    ...(isTexts(recipients) && recipients.length > 0 ? { recipients } : {}),
  };
}

function parsed(text: string): JsonObject {
  let root: unknown;
  try {
    root = parseLosslessJson(text);
  } catch {
    root = undefined;
  }
  if (isJsonObject(root)) return root;
  throw new DocumentProblem(
    "holds no JSON object",
    "encrypt an object of names and values, or make a store with claviger init and import what it holds",
  );
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

function parseSecret(path: string, secret: unknown): StoredSecret {
  if (!isJsonObject(secret)) throw malformed(`has no object for "${path}"`);
  const { versions, stages, deletedAt } = secret;
  if (!Array.isArray(versions) || !isJsonObject(stages)) throw malformed(`has no versions of "${path}"`);
  const deleted = parseDate(deletedAt);
  return {
    versions: versions.map((version: unknown) => parseVersion(path, version)),
    stages: new Map(
      Object.entries(stages).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
    ),
    ...(deleted ? { deletedAt: deleted } : {}),
  };
}

function parseVersion(path: string, version: unknown): StoredVersion {
  const { id, createdAt, metadata, ...rest } = isJsonObject(version) ? version : {};
  const value = parseValue(rest);
  if (typeof id !== "string" || id === "" || !value)
    throw malformed(`has a version of "${path}" without a value`);
  const created = parseDate(createdAt);
  return {
    id,
    value,
    ...(created ? { createdAt: created } : {}),
    ...(isJsonObject(metadata) ? { metadata: { ...fieldsFromJson(metadata) } } : {}),
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

function malformed(problem: string): DocumentProblem {
  return new DocumentProblem(
    problem,
    "restore the backup beside it (.bak), or correct what was changed by hand",
  );
}
