import { SecretError, type WritableValue } from "@claviger/core/provider";

/** The greatest size of a value, in bytes: the whole file is encrypted anew at each write. */
export const maxBytes = 1_048_576;

/** @throws SecretError `invalid_value` */
export function checkSize(value: WritableValue, path: string): void {
  if (sizeOf(value) <= maxBytes) return;
  throw new SecretError("invalid_value", `the value for "${path}" is larger than 1 MiB`, {
    location: path,
    hint: "keep large files elsewhere, encrypted to a key that is stored here",
  });
}

function sizeOf(value: WritableValue): number {
  if (value.type === "bytes") return value.bytes.length;
  return Buffer.byteLength(value.type === "text" ? value.text : JSON.stringify(value.fields));
}
