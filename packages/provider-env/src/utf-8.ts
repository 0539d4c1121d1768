import { isUtf8 } from "node:buffer";

/**
 * The text, or `undefined` if the bytes are not UTF-8. A byte order mark is kept: the caller knows whether it belongs to the
 * value.
 */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  // Not by a TextDecoder, which takes 0.1 ms of a start to make.
  return isUtf8(bytes) ? asBuffer(bytes).toString("utf8") : undefined;
}

function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** The numbers of the lines, from 1, that are not UTF-8. */
export function linesNotUtf8(bytes: Uint8Array): number[] {
  // Latin-1 keeps every byte as one character, so that lines can be cut before anything is decoded.
  const lines = Buffer.from(bytes)
    .toString("latin1")
    .split(/\r\n?|\n/);
  return lines.flatMap((line, index) => (isUtf8(Buffer.from(line, "latin1")) ? [] : [index + 1]));
}
