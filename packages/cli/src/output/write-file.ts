import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { CliError } from "../cli-error.ts";
import { exitCodes } from "../exit-code.ts";
import { writeAll } from "./write-all.ts";

export interface WriteFileOptions {
  /** The file's permissions. @default 0o600 */
  readonly mode?: number;
}

/**
 * Writes a file whole or not at all: beside it first, then in its place.
 *
 * @returns whether it changed
 * @throws CliError `output_failed`; what was there is there still
 */
export function writeFile(
  path: string,
  content: string | Uint8Array,
  { mode = 0o600 }: WriteFileOptions = {},
): boolean {
  const bytes = Buffer.from(content);
  if (contentOf(path)?.equals(bytes)) return false;
  const beside = join(dirname(path), `.claviger-${process.pid}-${Date.now()}.tmp`);
  try {
    const descriptor = openSync(beside, "wx", mode);
    try {
      writeAll(descriptor, bytes);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(beside, path);
    return true;
  } catch (error) {
    rmSync(beside, { force: true });
    const { code } = error as { readonly code?: unknown };
    throw new CliError(`${path} cannot be written: ${typeof code === "string" ? code : "no reason given"}`, {
      code: "output_failed",
      exitCode: exitCodes.internal,
      hint: "check that its directory exists and can be written, and that there is room",
    });
  }
}

function contentOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
