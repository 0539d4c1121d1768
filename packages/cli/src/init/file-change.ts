import { randomUUID } from "node:crypto";
import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { CliError } from "../cli-error.ts";
import { exitCodes } from "../exit-code.ts";

/** A file of the project that is to have another text than it has. */
export interface FileChange {
  /** Relative to the project. */
  readonly name: string;
  readonly path: string;
  /** What it has; `undefined` where there is no such file. */
  readonly before: string | undefined;
  readonly after: string;
  /** What was in it is lost, and not only added to. */
  readonly overwrites: boolean;
}

/** A file's text, or `undefined` if there is none. @throws CliError */
export function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw failed(path, "read", error);
  }
}

/**
 * Writes the whole file at once: who reads it meanwhile, or after a crash, sees the old text or the new one. One that
 * somebody else made meanwhile is not written over.
 *
 * @throws CliError `output_failed`
 */
export function applyChange({ path, before, after }: FileChange): void {
  try {
    if (before === undefined) createWhole(path, after);
    else replaceWhole(path, after);
  } catch (error) {
    throw failed(path, "written", error);
  }
}

function createWhole(path: string, text: string): void {
  // Unlike a rename, it fails if there is one.
  withTemporary(path, text, (temporary) => linkSync(temporary, path));
}

function replaceWhole(path: string, text: string): void {
  // What a link leads to is replaced, and not the link.
  const real = realpathSync(path);
  withTemporary(real, text, (temporary) => {
    chmodSync(temporary, statSync(real).mode);
    renameSync(temporary, real);
  });
}

/** Writes a file beside another one, hands it over, and leaves none behind. */
function withTemporary(path: string, text: string, use: (temporary: string) => void): void {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const file = openSync(temporary, "wx");
    try {
      writeFileSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    use(temporary);
  } finally {
    rmSync(temporary, { force: true });
  }
}

function failed(path: string, what: string, error: unknown): CliError {
  return new CliError(`${path} cannot be ${what}: ${codeOf(error)}`, {
    code: "output_failed",
    exitCode: exitCodes.internal,
    hint: "check that the folder is there and can be written",
  });
}

function codeOf(error: unknown): string {
  const { code } = error as { readonly code?: unknown };
  return String(code);
}
