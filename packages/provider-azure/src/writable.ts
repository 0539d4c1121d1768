import type { SetSecretOptions } from "@azure/keyvault-secrets";
import { SecretError, type WritableValue } from "@claviger/core/provider";
import { maxValueBytes } from "./max-value-bytes.ts";

/** https://learn.microsoft.com/azure/key-vault/secrets/about-secrets */
const maxTags = 15;
const maxTagLength = 256;

/**
 * A value as the text that Key Vault holds: fields are a JSON object.
 * @throws SecretError `invalid_value`
 */
export function textOf(value: WritableValue, path: string): string {
  if (value.type === "bytes") {
    throw invalid(path, "Key Vault holds text alone", "write the bytes as text, in base64");
  }
  const text = value.type === "text" ? value.text : JSON.stringify(value.fields);
  const size = Buffer.byteLength(text);
  if (size <= maxValueBytes) return text;
  throw invalid(
    path,
    `the value has ${size} bytes, and Key Vault holds ${maxValueBytes}`,
    "keep it elsewhere, and a key to it here",
  );
}

/**
 * Of metadata, `contentType` is Key Vault's content type and all others are tags.
 * @throws SecretError `invalid_value`
 */
export function attributesOf(
  { contentType, ...tags }: Readonly<Record<string, string>>,
  path: string,
): Pick<SetSecretOptions, "contentType" | "tags"> {
  const names = Object.keys(tags);
  if (names.length > maxTags)
    throw invalid(path, `it has ${names.length} tags`, `a secret has at most ${maxTags}`);
  if (Object.entries(tags).some((pair) => pair.some((text) => text.length > maxTagLength))) {
    throw invalid(
      path,
      "a tag is too long",
      `its name and its value have at most ${maxTagLength} characters`,
    );
  }
  return { ...(contentType === undefined ? {} : { contentType }), ...(names.length === 0 ? {} : { tags }) };
}

function invalid(path: string, why: string, hint: string): SecretError {
  return new SecretError("invalid_value", `"${path}" was not written: ${why}`, { location: path, hint });
}
