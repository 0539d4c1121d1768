import { SecretError, type WritableValue } from "@claviger/core/provider";

/** @throws SecretError `invalid_value`, for what the store cannot hold */
export function textToWrite(value: WritableValue): string {
  if (value.type !== "text") {
    throw new SecretError("invalid_value", `the store holds text, and this is ${value.type}`, {
      hint: "write JSON or base64, and decode it where it is read",
    });
  }
  if (value.text.isWellFormed() && Buffer.byteLength(value.text) <= 65_536) return value.text;
  throw new SecretError("invalid_value", "the text is longer than 64 KiB, or no Unicode", {
    hint: "keep large files elsewhere, and a key to them here",
  });
}
