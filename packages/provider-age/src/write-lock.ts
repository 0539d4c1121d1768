import { closeSync, openSync, readFileSync, rmSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import {
  type Clock,
  type Host,
  isJsonObject,
  nativeCode,
  parseLosslessJson,
  SecretError,
} from "@claviger/core/provider";
import { translateError } from "./native-error.ts";

/**
 * How old a lock is, in milliseconds, before it is taken from whoever has it: a write takes a fraction of a second and
 * never outlives its deadline. The lock of a process that is gone is taken at once, where that can be known.
 */
const longestMs = 120_000;
/** How long a file may be empty, in milliseconds, that is created and written to in one go. */
const longestEmptyMs = 10_000;

/** The right to write a store, among the processes that keep to it. */
export interface WriteLock {
  /** Whether it was not taken by somebody who thought this process dead. */
  isHeld(): boolean;
  release(): void;
}

interface Holder {
  readonly text: string;
  readonly pid: number | undefined;
  readonly host: string | undefined;
  /** In milliseconds since the epoch. */
  readonly since: number;
}

/** How long it is waited for. */
export interface LockWait extends Pick<Host, "clock" | "random"> {
  readonly signal: AbortSignal;
  readonly deadline: number;
}

/**
 * Waits until nobody else writes, and takes the lock: a file beside the store, with who holds it.
 * @throws SecretError `timeout` that names the holder; `denied`, `unavailable` if no file can be made there
 */
export async function acquireLock(path: string, wait: LockWait): Promise<WriteLock> {
  const { clock, random, signal, deadline } = wait;
  const nonce = randomUUID();
  for (;;) {
    signal.throwIfAborted();
    const mine = JSON.stringify({ pid: process.pid, host: hostname(), since: clock.now(), nonce });
    if (create(path, mine)) return lockOf(path, mine);
    const holder = read(path);
    if (!holder) continue;
    if (isAbandoned(holder, clock)) {
      remove(path, holder);
      continue;
    }
    const pauseMs = 2 + random() * 8;
    if (clock.now() + pauseMs >= deadline) throw tooLate(path, holder);
    await new Promise<void>((resolve) => void clock.after(pauseMs, resolve, { keepsAlive: true }));
  }
}

/** Whether there was no lock, and there is one now. */
function create(path: string, text: string): boolean {
  let file: number;
  try {
    file = openSync(path, "wx", 0o600);
  } catch (error) {
    if (nativeCode(error) === "EEXIST") return false;
    throw translateError(error, path);
  }
  try {
    writeFileSync(file, text);
  } catch (error) {
    rmSync(path, { force: true });
    throw translateError(error, path);
  } finally {
    closeSync(file);
  }
  return true;
}

function lockOf(path: string, mine: string): WriteLock {
  const isHeld = (): boolean => read(path)?.text === mine;
  return {
    isHeld,
    release() {
      if (isHeld()) rmSync(path, { force: true });
    },
  };
}

function read(path: string): Holder | undefined {
  try {
    const text = readFileSync(path, "utf8");
    const holder = parsed(text);
    const { pid, host, since } = isJsonObject(holder) ? holder : {};
    return {
      text,
      pid: typeof pid === "number" ? pid : undefined,
      host: typeof host === "string" ? host : undefined,
      since: typeof since === "number" ? since : statSync(path).mtimeMs,
    };
  } catch (error) {
    if (nativeCode(error) === "ENOENT") return undefined;
    throw translateError(error, path);
  }
}

function parsed(text: string): unknown {
  try {
    return parseLosslessJson(text);
  } catch {
    return undefined;
  }
}

function isAbandoned({ pid, host, since }: Holder, clock: Clock): boolean {
  const ageMs = clock.now() - since;
  if (pid === undefined) return ageMs > longestEmptyMs;
  return ageMs > longestMs || (host === hostname() && !isAlive(pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return nativeCode(error) !== "ESRCH"; // EPERM: it is somebody else's, and it is there.
  }
}

/**
 * Removes a lock that was abandoned, if it still is that one. Two who do so at once may both get the lock when one of them
 * is held up between these two lines: who loses it notices before writing (`isHeld`), and starts again.
 */
function remove(path: string, { text }: Holder): void {
  try {
    if (read(path)?.text === text) unlinkSync(path);
  } catch (error) {
    if (nativeCode(error) !== "ENOENT") throw translateError(error, path);
  }
}

function tooLate(path: string, { pid, host }: Holder): SecretError {
  const who = pid === undefined ? "another process" : `process ${pid} on ${host}`;
  return new SecretError("timeout", `${who} kept the lock ${path} for all the time that was left`, {
    location: path,
    hint: "write again when it is done; if that process is gone, remove the lock file",
  });
}
