import { isUtf8 } from "node:buffer";

// A byte order mark is kept: the caller knows whether it belongs to the value.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** The text, or `undefined` if the bytes are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  return isUtf8(bytes) ? decoder.decode(bytes) : undefined;
}

/** The numbers of the lines, from 1, that are not UTF-8. */
export function linesNotUtf8(bytes: Uint8Array): number[] {
  // Latin-1 keeps every byte as one character, so that lines can be cut before anything is decoded.
  const lines = Buffer.from(bytes)
    .toString("latin1")
    .split(/\r\n?|\n/);
  return lines.flatMap((line, index) => (isUtf8(Buffer.from(line, "latin1")) ? [] : [index + 1]));
}
