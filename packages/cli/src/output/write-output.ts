import { CliError } from "../cli-error.ts";
import { exitCodes } from "../exit-code.ts";
import { writeAll } from "./write-all.ts";

/**
 * Writes a result to standard output. A reader that has gone away (`claviger … | head`) is no failure.
 *
 * @throws CliError `output_failed`
 */
export function writeOutput(bytes: Uint8Array): void {
  try {
    writeAll(1, bytes);
  } catch (error) {
    const { code } = error as { readonly code?: unknown };
    throw new CliError(`standard output cannot be written: ${String(code)}`, {
      code: "output_failed",
      exitCode: exitCodes.internal,
      hint: "check that there is room, and that it is open",
    });
  }
}
