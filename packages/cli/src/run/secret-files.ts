import { accessSync, closeSync, constants, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CliError } from "../cli-error.ts";
import { exitCodes } from "../exit-code.ts";
import { writeAll } from "../output/write-all.ts";

/** Files that hold secrets, for a command that wants files. */
export interface SecretFiles {
  /** By variable: where its file is. */
  readonly paths: ReadonlyMap<string, string>;
  /** Removes them. */
  remove(): void;
}

/**
 * Writes values to files of their own, 0600 in a directory 0700, in memory where the system has a place for that. They are
 * gone at the end of this process at the latest, unless it is killed by SIGKILL.
 *
 * @throws CliError `files_failed`; nothing is left behind then
 */
export function writeSecretFiles(values: ReadonlyMap<string, Uint8Array>): SecretFiles {
  const directory = makeDirectory();
  const remove = (): void => {
    process.off("exit", remove);
    rmSync(directory, { recursive: true, force: true });
  };
  process.once("exit", remove);
  try {
    const paths = new Map(
      [...values].map(([variable, value]) => [variable, write(directory, variable, value)]),
    );
    return { paths, remove };
  } catch (error) {
    remove();
    throw notWritten(error);
  }
}

/** In memory and this user's own, where there is such a place; else where temporary files are. */
function makeDirectory(): string {
  const candidates = [process.env["XDG_RUNTIME_DIR"], "/dev/shm", tmpdir()];
  let failure: unknown;
  for (const parent of candidates) {
    if (!parent) continue;
    try {
      accessSync(parent, constants.W_OK | constants.X_OK);
      return mkdtempSync(join(parent, "claviger-"));
    } catch (error) {
      failure = error;
    }
  }
  throw notWritten(failure);
}

function write(directory: string, variable: string, value: Uint8Array): string {
  // The variable's name tells what it is; what a file cannot be called is left out of it.
  const path = join(directory, variable.replaceAll(/[^\w.-]/g, "_").replace(/^\.+/, "_"));
  const descriptor = openSync(path, "wx", 0o600);
  try {
    writeAll(descriptor, value);
  } finally {
    closeSync(descriptor);
  }
  return path;
}

function notWritten(error: unknown): CliError {
  const { code } = error as { readonly code?: unknown };
  return new CliError(
    `the files of --as-file cannot be written: ${typeof code === "string" ? code : "no reason given"}`,
    {
      code: "files_failed",
      exitCode: exitCodes.runFailed,
      hint: "check that there is room in XDG_RUNTIME_DIR, /dev/shm or the directory for temporary files",
    },
  );
}
