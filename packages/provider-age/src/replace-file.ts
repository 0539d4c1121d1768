import { randomUUID } from "node:crypto";
import { readFileSync, renameSync } from "node:fs";
import { open, readdir, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isMissing, translateError } from "./native-error.ts";

/** A new content for a file. */
export interface Replacement {
  readonly path: string;
  /** What the new content was made from: nothing is replaced if it is no longer that. `undefined`: there was no file. */
  readonly base: Uint8Array | undefined;
  readonly bytes: Uint8Array;
  /** Whether the content before stays beside it; else an older backup goes too. */
  readonly keepBackup: boolean;
  /** Asked last of all. */
  readonly mayReplace: () => boolean;
}

/**
 * Replaces a file as a whole: at every moment, also if the process or the machine dies, it is the old or the new one, and
 * both are on the disk before the old one goes. Readable by its owner alone, like its backup.
 *
 * @returns whether it was replaced: `false` if somebody else was faster
 * @throws SecretError
 */
export async function replaceFile(replacement: Replacement): Promise<boolean> {
  const { path, base, bytes, keepBackup, mayReplace } = replacement;
  const start = `${path}.${randomUUID()}`;
  const [temporary, oldContent, backup] = [`${start}.tmp`, `${start}.bak.tmp`, `${path}.bak`];
  try {
    await removeLeftovers(path);
    if (keepBackup && base) await writeDurably(oldContent, base);
    await writeDurably(temporary, bytes);
    // Not interrupted by anything in this process, so that what was asked is still true when the file is replaced.
    if (!mayReplace() || !isStill(path, base)) return false;
    if (keepBackup && base) renameSync(oldContent, backup);
    renameSync(temporary, path);
    if (!keepBackup) await rm(backup, { force: true });
    await flushDirectory(dirname(path));
    return true;
  } catch (error) {
    throw translateError(error, path);
  } finally {
    await rm(temporary, { force: true });
    await rm(oldContent, { force: true });
  }
}

/** Makes a file that its owner alone can read, and waits until it is on the disk. */
export async function writeDurably(path: string, content: Uint8Array | string): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A rename is on the disk when its folder is. Where folders cannot be flushed, it is in the system's hands. */
async function flushDirectory(path: string): Promise<void> {
  try {
    const folder = await open(path, "r");
    await folder.sync().finally(() => folder.close());
  } catch {
    // Windows, and some network file systems.
  }
}

/** What processes left that were killed while they wrote. Who calls this holds the lock, so that nobody is writing them. */
async function removeLeftovers(path: string): Promise<void> {
  const folder = dirname(path);
  const start = `${basename(path)}.`;
  const left = (await readdir(folder)).filter((name) => name.startsWith(start) && name.endsWith(".tmp"));
  await Promise.all(left.map((name) => rm(join(folder, name), { force: true })));
}

function isStill(path: string, base: Uint8Array | undefined): boolean {
  try {
    const now = readFileSync(path);
    return base !== undefined && now.equals(base);
  } catch (error) {
    if (isMissing(error)) return base === undefined;
    throw error;
  }
}
