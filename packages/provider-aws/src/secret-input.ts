import { SecretError, type WritableValue } from "@claviger/core/provider";
import { maxBytes } from "./service-limits.ts";

/** A value as CreateSecret and PutSecretValue take it. */
export type SecretInput = { readonly SecretString: string } | { readonly SecretBinary: Uint8Array };

/**
 * Fields become a JSON object.
 * @throws SecretError `invalid_value` for a value that AWS could not hold
 */
export function secretInput(path: string, value: WritableValue): SecretInput {
  if (value.type === "bytes") {
    checkSize(path, value.bytes.byteLength);
    return { SecretBinary: value.bytes };
  }
  const text = value.type === "text" ? value.text : JSON.stringify(value.fields);
  if (!text.isWellFormed()) {
    const problem = `the text for "${path}" is not Unicode: half of a character is missing`;
    throw new SecretError("invalid_value", problem, {
      location: path,
      hint: "store what is no text as bytes",
    });
  }
  checkSize(path, Buffer.byteLength(text));
  return { SecretString: text };
}

function checkSize(path: string, size: number): void {
  if (size <= maxBytes) return;
  const problem = `the value for "${path}" has ${size} bytes, and AWS takes ${maxBytes}`;
  throw new SecretError("invalid_value", problem, {
    location: path,
    hint: "split it over several secrets, or keep it elsewhere and its key here",
  });
}
