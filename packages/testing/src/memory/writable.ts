import type { WritableValue } from "@claviger/core/provider";

/** A text, bytes or fields as they are written, in the contract's form. */
export function writable(value: string | Uint8Array | Readonly<Record<string, string>>): WritableValue {
  if (typeof value === "string") return { type: "text", text: value };
  return value instanceof Uint8Array ? { type: "bytes", bytes: value } : { type: "fields", fields: value };
}
