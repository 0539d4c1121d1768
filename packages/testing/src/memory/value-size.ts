import type { WritableValue } from "@claviger/core/provider";

/** What the reference store holds at most in one value. */
export const maxBytes = 1_048_576;

export function isTooLarge(value: WritableValue): boolean {
  if (value.type === "bytes") return value.bytes.length > maxBytes;
  return Buffer.byteLength(value.type === "text" ? value.text : JSON.stringify(value.fields)) > maxBytes;
}
