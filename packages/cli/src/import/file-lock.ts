import { linkSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { CliError } from "../cli-error.ts";
import { exitCodes } from "../exit-code.ts";
import { fileFailure, writeDurably } from "./replace-file.ts";

/** Who holds a lock. */
interface Holder {
  readonly pid: number;
  readonly host: string;
}

/**
 * Keeps a second import away from a file until the returned function is called. The lock of a process that is gone is taken
 * over.
 *
 * @throws CliError `busy`, `files_failed`
 */
export function lockFile(path: string): () => void {
  const lock = `${path}.claviger-lock`;
  const own = JSON.stringify({ pid: process.pid, host: hostname() } satisfies Holder);
  for (let tries = 0; ; tries++) {
    try {
      create(lock, own);
      removeLeftovers(lock);
      return () => {
        if (readLock(lock) === own) rmSync(lock, { force: true });
      };
    } catch (error) {
      if ((error as { readonly code?: unknown }).code !== "EEXIST")
        throw fileFailure(`${path} could not be locked`, error);
    }
    const held = readLock(lock);
    if (tries === 5 || (held !== undefined && isAlive(held))) throw busy(path, lock);
    if (held !== undefined) discard(lock, held);
  }
}

/** Makes the lock with what it says in it: an empty one would look like that of a process that is gone. */
function create(lock: string, own: string): void {
  const whole = `${lock}-${process.pid}`;
  rmSync(whole, { force: true });
  writeDurably(whole, Buffer.from(own), 0o600);
  try {
    linkSync(whole, lock);
  } catch (error) {
    const { code } = error as { readonly code?: unknown };
    // A file system without hard links.
    if (code !== "EPERM" && code !== "ENOTSUP" && code !== "ENOSYS") throw error;
    writeDurably(lock, Buffer.from(own), 0o600);
  } finally {
    rmSync(whole, { force: true });
  }
}

/** Of processes that were killed as they made or took over the lock. */
function removeLeftovers(lock: string): void {
  for (const name of readdirSync(dirname(lock))) {
    const [, pid] = name.startsWith(`${basename(lock)}-`) ? (/-(\d+)$/.exec(name) ?? []) : [];
    if (pid !== undefined && !isAlive(JSON.stringify({ pid: Number(pid), host: hostname() })))
      rmSync(join(dirname(lock), name), { force: true });
  }
}

/** Takes away the lock of a process that is gone, unless another took it over just now. */
function discard(lock: string, held: string): void {
  const aside = `${lock}-${process.pid}`;
  try {
    renameSync(lock, aside);
  } catch {
    return; // Somebody else was faster.
  }
  if (readLock(aside) === held) rmSync(aside, { force: true });
  else renameSync(aside, lock);
}

function readLock(lock: string): string | undefined {
  try {
    return readFileSync(lock, "utf8");
  } catch {
    return undefined;
  }
}

/** Of another machine nobody knows; what is no lock of ours is nobody's. */
function isAlive(held: string): boolean {
  try {
    const { pid, host } = JSON.parse(held) as Holder;
    if (host !== hostname()) return true;
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { readonly code?: unknown }).code === "EPERM";
  }
}

function busy(path: string, lock: string): CliError {
  return new CliError(`another import of ${path} is under way`, {
    code: "busy",
    exitCode: exitCodes.unavailable,
    hint: `wait for it and run this again; if there is none, delete ${lock}`,
  });
}
