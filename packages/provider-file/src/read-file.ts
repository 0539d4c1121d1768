import { isUtf8 } from "node:buffer";
import { join } from "node:path";
import { SecretError, type SecretRecord } from "@claviger/core/provider";
import { type BaseDirectory, type FileState, type Found, Moved, movedOrFailed } from "./base-directory.ts";

/** The greatest size of a value, in bytes. */
const maxBytes = 1_048_576;
/** A line end is no part of the value. */
const maxFileBytes = maxBytes + 2;

// A byte order mark is part of the value.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** A file that was read, and its record. */
export interface ReadFile extends Found {
  readonly record: SecretRecord;
}

/**
 * Reads one file. `undefined`: the directory is there, and has no such file.
 * @throws SecretError
 */
export async function readFile(
  directory: BaseDirectory,
  path: string,
  trim: boolean,
): Promise<ReadFile | undefined> {
  return await directory.steadily(async () => {
    await directory.examine();
    const found = await directory.find(path);
    if (!found) return undefined;
    const shown = join(directory.path, path);
    checkSize(found.state.size, shown);
    const bytes = await directory.fs.readFile(found.real).catch(movedOrFailed(shown));
    checkSize(bytes.length, shown);
    // Half a value, or a value with the version of another, is none.
    const after = await directory.find(path);
    if (after?.real !== found.real || versionOf(after.state) !== versionOf(found.state)) throw new Moved();
    if (after.state.size !== bytes.length) throw new Moved();
    const value = valueOf(bytes, trim);
    return { ...found, record: { id: path, value, version: versionOf(found.state), source: shown } };
  });
}

/**
 * Tells one state of a file from another: its inode and the time of its last change, and nothing that depends on the
 * value. The size would tell something of it.
 */
export function versionOf({ ino, mtimeMs }: FileState): string {
  return `${ino.toString(36)}-${Math.round(mtimeMs * 1000).toString(36)}`;
}

/** Such as `0644`. */
export function modeOf({ mode }: FileState): string {
  return (mode & 0o7777).toString(8).padStart(4, "0");
}

/** UTF-8 is text, without one line end at its end; anything else is bytes, as they are. */
function valueOf(bytes: Uint8Array, trim: boolean): SecretRecord["value"] {
  if (!isUtf8(bytes)) return { type: "bytes", bytes: Uint8Array.from(bytes) };
  const text = decoder.decode(bytes);
  return { type: "text", text: trim ? text.replace(/\r?\n$/, "") : text };
}

function checkSize(size: number, shown: string): void {
  if (size <= maxFileBytes) return;
  throw new SecretError("decode", `${shown} is larger than 1 MiB`, {
    location: shown,
    hint: "keep large files elsewhere, and only what is secret here",
  });
}
