import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import { isatty } from "node:tty";
import { CliError } from "../cli-error.ts";
import { exitCodes } from "../exit-code.ts";
import { commandNotFound } from "./find-command.ts";
import type { Program } from "./program.ts";

const forwarded = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGWINCH"] as const;

/** A terminal sends these to the command itself: it would get them twice, and a second SIGINT often means "by force". */
const sentByTerminal: ReadonlySet<string> = new Set(["SIGINT", "SIGQUIT", "SIGWINCH"]);

/** The system would write our memory, secrets and all, to disk for these. */
const dumpsCore: ReadonlySet<string> = new Set([
  "SIGQUIT",
  "SIGILL",
  "SIGTRAP",
  "SIGABRT",
  "SIGIOT",
  "SIGBUS",
  "SIGFPE",
  "SIGSEGV",
  "SIGXCPU",
  "SIGXFSZ",
  "SIGSYS",
]);

/** How a command ended. */
export type Ending = { readonly exitCode: number } | { readonly signal: NodeJS.Signals };

export interface Supervised {
  readonly ending: Ending;
  /** Somebody asked this process to end meanwhile. */
  readonly signalled: boolean;
}

/** How long a command has to end by itself, in milliseconds. */
const patienceMs = 10_000;

/** What asks a process to end. */
const ends: ReadonlySet<string> = new Set(["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"]);

/**
 * Runs a command as a child with this process's own terminal and pipes, and passes signals on to it.
 *
 * @param prepare - makes the command ready, when no signal can end this process any more
 * @param stop - ends the command: by SIGTERM, and by SIGKILL if it is still there after ten seconds
 * @throws CliError `command_not_executable` if the system refuses to start it
 */
export async function superviseChild(
  prepare: () => Program,
  { stop }: { readonly stop?: AbortSignal } = {},
): Promise<Supervised> {
  let signalled = false;
  // Before the child: a signal that arrives now must not end us and leave it behind.
  let child: ChildProcess | undefined;
  const stopForwarding = forwardSignals({
    hear: (signal) => (signalled ||= ends.has(signal)),
    send: (signal) => child?.kill(signal),
  });
  let file = "";
  const onStop = (): void => {
    if (child) end(child);
  };
  try {
    const program = prepare();
    file = program.file;
    const [argv0 = file, ...rest] = program.args;
    child = spawn(file, rest, { argv0, env: { ...program.environment }, stdio: "inherit" });
    stop?.addEventListener("abort", onStop, { once: true });
    const ending = await ended(child, file);
    return { ending, signalled };
  } catch (error) {
    throw error instanceof CliError ? error : notStarted(file, error);
  } finally {
    stop?.removeEventListener("abort", onStop);
    stopForwarding();
  }
}

/** Asks a command to end, and after a while makes it. */
function end(child: ChildProcess): void {
  child.kill("SIGTERM");
  const late = setTimeout(() => child.kill("SIGKILL"), patienceMs);
  child.once("exit", () => clearTimeout(late));
}

/** Ends this process as the command ended. */
export function endAs(ending: Ending): never {
  if ("exitCode" in ending) process.exit(ending.exitCode);
  const { signal } = ending;
  const number = constants.signals[signal];
  // Where it may not be sent to ourselves, a shell sees the same code for both.
  if (!dumpsCore.has(signal)) process.kill(process.pid, signal);
  process.exit(128 + number);
}

function ended(child: ChildProcess, file: string): Promise<Ending> {
  return new Promise((resolve, reject) => {
    child.once("error", (error) => reject(notStarted(file, error)));
    child.once("exit", (exitCode, signal) => {
      resolve(signal === null ? { exitCode: exitCode ?? exitCodes.runFailed } : { signal });
    });
  });
}

/** @returns what gives the signals back their default */
function forwardSignals({
  hear,
  send,
}: {
  readonly hear: (signal: NodeJS.Signals) => void;
  readonly send: (signal: NodeJS.Signals) => void;
}): () => void {
  const onTerminal = [0, 1, 2].some((descriptor) => isatty(descriptor));
  const listeners = forwarded.map((signal) => {
    const listener = (): void => {
      hear(signal);
      if (!(onTerminal && sentByTerminal.has(signal))) send(signal);
    };
    process.on(signal, listener);
    return { signal, listener };
  });
  return () => {
    for (const { signal, listener } of listeners) process.off(signal, listener);
  };
}

function notStarted(file: string, error: unknown): CliError {
  const { code } = error as { readonly code?: unknown };
  if (code === "ENOENT" && process.platform === "win32") return commandNotFound(file);
  const why =
    code === "ENOENT"
      ? "its interpreter does not exist"
      : typeof code === "string"
        ? code
        : "no reason given";
  return new CliError(`${file} could not be started: ${why}`, {
    code: "command_not_executable",
    exitCode: exitCodes.commandNotExecutable,
    // Node starts no .cmd and .bat files by themselves, since no quoting of their arguments is safe.
    hint:
      process.platform === "win32"
        ? "start scripts by their interpreter: cmd /c …"
        : "start it without claviger to see more",
  });
}
