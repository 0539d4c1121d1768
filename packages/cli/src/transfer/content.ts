import { createHmac, randomBytes } from "node:crypto";
import { fieldsFromText } from "@claviger/core/provider";
import { valueText } from "../get/value-text.ts";

/** What a secret holds: one value, or several by name. */
export type Content =
  | { readonly type: "bytes"; readonly bytes: Uint8Array }
  | { readonly type: "fields"; readonly fields: Readonly<Record<string, string>> };

/** Text as a content. */
export function textContent(text: string): Content {
  return { type: "bytes", bytes: Buffer.from(text) };
}

/** Tells contents apart without keeping them: HMACs with a key that this process alone has. */
export interface Digest {
  /** Of the value as it is. */
  readonly exact: string;
  /** Of its fields, where it has such: the same for a map of Vault's and the JSON text that AWS keeps for it. */
  readonly fields?: string;
}

const key = randomBytes(32);

export function digestOf(content: Content): Digest {
  const plain = simplified(content);
  if (plain.type === "fields") {
    const fields = hmac("fields", fieldsText(plain.fields));
    return { exact: fields, fields };
  }
  const exact = hmac("bytes", plain.bytes);
  const fields = fieldsIn(plain.bytes);
  return fields ? { exact, fields: hmac("fields", fieldsText(fields)) } : { exact };
}

/** Whether two secrets give an application the same. */
export function sameDigest(one: Digest, other: Digest): boolean {
  if (one.exact === other.exact) return true;
  const bothText = one.exact !== one.fields && other.exact !== other.fields;
  return !bothText && one.fields !== undefined && one.fields === other.fields;
}

/** A store that holds nothing but fields keeps a single value in the one named `value`. */
export function simplified(content: Content): Content {
  if (content.type === "bytes") return content;
  const { value, ...others } = content.fields;
  return value !== undefined && Object.keys(others).length === 0 ? textContent(value) : content;
}

/** A content in the form that a store keeps: a JSON object is fields to a store that holds nothing else. */
export function fitted(content: Content, values: readonly ("text" | "bytes" | "fields")[]): Content {
  if (values.includes("text")) return simplified(content);
  const fields = content.type === "bytes" ? fieldsIn(content.bytes) : undefined;
  return fields ? { type: "fields", fields } : content;
}

/** A content as `Secrets.set` takes it. */
export function writable(content: Content): string | Uint8Array | Readonly<Record<string, string>> {
  if (content.type === "fields") return content.fields;
  return valueText(content.bytes) ?? content.bytes;
}

/** Out of the two ways to read a secret, how it is stored: what reads as its fields and as their JSON text is that text. */
export function contentFrom(
  bytes: Uint8Array | undefined,
  fields: Readonly<Record<string, string>> | undefined,
): Content | undefined {
  if (!fields) return bytes && { type: "bytes", bytes };
  const inText = bytes && fieldsIn(bytes);
  if (bytes && inText && fieldsText(inText) === fieldsText(fields)) return { type: "bytes", bytes };
  return { type: "fields", fields };
}

function fieldsIn(bytes: Uint8Array): Readonly<Record<string, string>> | undefined {
  // 123 is "{": most values are no JSON, and need no look.
  if (!bytes.includes(123)) return undefined;
  const text = valueText(bytes);
  return text === undefined ? undefined : fieldsFromText(text);
}

function fieldsText(fields: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(fields).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

function hmac(kind: string, data: string | Uint8Array): string {
  return createHmac("sha256", key).update(`${kind}\0`).update(data).digest("base64");
}
