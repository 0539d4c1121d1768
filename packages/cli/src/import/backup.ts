import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileFailure, syncDirectory, writeDurably } from "./replace-file.ts";

/** A copy of a file as it was. */
export interface Backup {
  readonly path: string;
  readonly encrypted: boolean;
}

/** Encrypts a backup. */
export type Encrypt = (bytes: Uint8Array) => Promise<Uint8Array>;

/**
 * Keeps a copy of a file beside it, in `.claviger/backup`, which git ignores by its own `.gitignore`: encrypted where there is
 * a key, else readable by its owner alone. A copy in plain text that is there already is not made again.
 *
 * @throws CliError `files_failed`
 */
export async function writeBackup(
  path: string,
  {
    bytes,
    encrypt,
    now,
  }: { readonly bytes: Uint8Array; readonly encrypt: Encrypt | undefined; readonly now: Date },
): Promise<Backup> {
  const directory = directoryOf(path);
  const there = encrypt ? undefined : plainBackups(path).find((one) => holds(one, bytes));
  if (there !== undefined) return { path: there, encrypted: false };
  const stored = encrypt ? await encrypt(bytes) : bytes;
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    // First, so that there is no moment in which git sees the copy.
    ignoreAll(join(directory, ".gitignore"));
    return {
      path: writeNew(path, { stored, encrypted: encrypt !== undefined, now }),
      encrypted: encrypt !== undefined,
    };
  } catch (error) {
    throw fileFailure(`no backup of ${path} could be kept in ${directory}, and it was not rewritten`, error);
  }
}

/** Whole or not at all: an empty one of a run that was killed would ignore nothing. */
function ignoreAll(path: string): void {
  const everything = Buffer.from("*\n");
  if (holds(path, everything)) return;
  const fresh = `${path}-${process.pid}`;
  rmSync(fresh, { force: true });
  writeDurably(fresh, everything, 0o600);
  renameSync(fresh, path);
}

/** The copies of a file in plain text that are still there, of this and of earlier runs. */
export function plainBackups(path: string): string[] {
  const directory = directoryOf(path);
  try {
    return readdirSync(directory)
      .filter((name) => name.startsWith(`${basename(path)}-`) && !name.endsWith(".age"))
      .toSorted()
      .map((name) => join(directory, name));
  } catch {
    return [];
  }
}

function writeNew(
  path: string,
  {
    stored,
    encrypted,
    now,
  }: { readonly stored: Uint8Array; readonly encrypted: boolean; readonly now: Date },
): string {
  const time = now.toISOString().replaceAll(/[:.]/g, "-");
  for (let count = 1; ; count++) {
    const name = `${basename(path)}-${time}${count > 1 ? `-${count}` : ""}${encrypted ? ".age" : ""}`;
    const backup = join(directoryOf(path), name);
    try {
      writeDurably(backup, stored, 0o600);
      syncDirectory(directoryOf(path));
      return backup;
    } catch (error) {
      if ((error as { readonly code?: unknown }).code !== "EEXIST" || count === 100) throw error;
    }
  }
}

function directoryOf(path: string): string {
  return join(dirname(path), ".claviger/backup");
}

function holds(path: string, bytes: Uint8Array): boolean {
  try {
    return readFileSync(path).equals(bytes);
  } catch {
    return false;
  }
}
