import {
  chmodSync,
  chownSync,
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { CliError } from "../cli-error.ts";
import { exitCodes } from "../exit-code.ts";

export interface NewContent {
  /** What the file held when it was read: if it does not any more, it is left alone. */
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

/**
 * Replaces a file's content as a whole: whoever reads it sees the old or the new one, also after a crash, and a full disk
 * leaves the old one. Mode and owner stay.
 *
 * @param path - absolute, and no symbolic link. The caller holds its lock.
 * @throws CliError `files_failed`
 */
export function replaceFile(path: string, { before, after }: NewContent): void {
  const fresh = `${path}.claviger-new`;
  try {
    const { mode, uid, gid } = statSync(path);
    // Of a run that was killed: nobody else has the lock.
    rmSync(fresh, { force: true });
    writeDurably(fresh, after, 0o600);
    keepOwner(fresh, uid, gid);
    chmodSync(fresh, mode & 0o7777);
    if (!Buffer.from(before).equals(readFileSync(path))) throw changedMeanwhile(path);
    renameSync(fresh, path);
    syncDirectory(dirname(path));
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error instanceof CliError ? error : fileFailure(`${path} could not be rewritten`, error);
  }
}

/** Writes a new file, and does not return before it is on the disk. Throws Node's own error, and leaves no part of it. */
export function writeDurably(path: string, bytes: Uint8Array, mode: number): void {
  const descriptor = openSync(path, "wx", mode);
  try {
    for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
    fsyncSync(descriptor);
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

/** A rename is lost with the power unless its directory is on the disk too. Not every file system can. */
export function syncDirectory(path: string): void {
  try {
    const descriptor = openSync(path, "r");
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // Windows, and network file systems.
  }
}

/** A failure of the file system, by its code alone. */
export function fileFailure(problem: string, error: unknown): CliError {
  const { code } = error as { readonly code?: unknown };
  const reasons: Readonly<Record<string, string>> = {
    ENOSPC: "no space is left on the device",
    EDQUOT: "the quota is used up",
    EFBIG: "a file may not be that large here",
    EROFS: "the file system is read-only",
    EACCES: "it is not allowed",
    EPERM: "it is not allowed",
  };
  const why = reasons[String(code)] ?? (typeof code === "string" ? code : "an unknown failure");
  return new CliError(`${problem}: ${why}`, {
    code: "files_failed",
    exitCode: exitCodes.misconfigured,
    hint: "nothing was lost: make room or give leave, and run this again",
  });
}

function keepOwner(path: string, uid: number, gid: number): void {
  try {
    chownSync(path, uid, gid);
  } catch {
    // Only root may give a file away: it is then the user's own, as an editor would leave it.
  }
}

function changedMeanwhile(path: string): CliError {
  return new CliError(`${path} was changed by somebody while it was imported`, {
    code: "files_failed",
    exitCode: exitCodes.misconfigured,
    hint: "it was left as it is now: run this again",
  });
}
