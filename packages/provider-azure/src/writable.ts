import type { SetSecretOptions } from "@azure/keyvault-secrets";
import { type ErrorCode, SecretError, type WritableValue } from "@claviger/core/provider";
import { maxValueBytes } from "./max-value-bytes.ts";

/** https://learn.microsoft.com/azure/key-vault/secrets/about-secrets */
const maxTags = 15;
const maxTagLength = 256;

/** What a version of a secret is made of. */
export interface Content extends Pick<SetSecretOptions, "contentType" | "tags" | "expiresOn"> {
  readonly text: string;
}

/**
 * A value as Key Vault holds it: fields are a JSON object. Of metadata, `contentType` is the content type and all others are
 * tags.
 * @throws SecretError `invalid_value`
 */
export function contentOf(
  path: string,
  value: WritableValue,
  { contentType, ...tags }: Readonly<Record<string, string>>,
): Content {
  const type = contentType ?? (value.type === "fields" ? "application/json" : undefined);
  const count = Object.keys(tags).length;
  if (count > maxTags) {
    throw notWritten("invalid_value", path, [`it has ${count} tags`, `a secret has at most ${maxTags}`]);
  }
  const parts = Object.entries(tags).flat();
  if (parts.some((part) => part.length > maxTagLength)) {
    const hint = `its name and its value have at most ${maxTagLength} characters`;
    throw notWritten("invalid_value", path, ["a tag is too long", hint]);
  }
  return {
    text: textOf(path, value),
    ...(type !== undefined && { contentType: type }),
    ...(count > 0 && { tags }),
  };
}

function textOf(path: string, value: WritableValue): string {
  if (value.type === "bytes") {
    const hint = "write the bytes as text, in base64";
    throw notWritten("invalid_value", path, ["Key Vault holds text alone", hint]);
  }
  const text = value.type === "text" ? value.text : JSON.stringify(value.fields);
  const size = Buffer.byteLength(text);
  if (size <= maxValueBytes) return text;
  const why = `the value has ${size} bytes, and Key Vault holds ${maxValueBytes}`;
  throw notWritten("invalid_value", path, [why, "keep it elsewhere, and a key to it here"]);
}

/** Why nothing was written, found before the vault is asked to. */
export function notWritten(
  code: ErrorCode,
  path: string,
  [why, hint]: readonly [why: string, hint: string],
): SecretError {
  return new SecretError(code, `"${path}" was not written: ${why}`, { hint });
}
