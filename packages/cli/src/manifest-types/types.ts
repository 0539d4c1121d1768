import { readFileSync } from "node:fs";
import { CliError } from "../cli-error.ts";
import { exitCodes } from "../exit-code.ts";
import { openDeployment } from "../open-deployment.ts";
import type { Report } from "../output/report.ts";
import { writeFile } from "../output/write-file.ts";
import { writeOutput } from "../output/write-output.ts";
import { declarationsOf } from "./declarations.ts";

export interface TypesCommandOptions {
  readonly report: Report;
  readonly environment?: string | undefined;
  readonly json: boolean;
  /** The file, or `-` for standard output. */
  readonly output: string;
  /** Writes nothing, and fails where the file is not what it would be. */
  readonly check: boolean;
}

/**
 * Writes the types of the manifest's secrets. No store is asked.
 *
 * @throws SecretError, CliError `outdated` with `check`, `output_failed`
 */
export async function types(options: TypesCommandOptions): Promise<void> {
  const { output, check, json, report } = options;
  const { manifest } = await openDeployment(options);
  const text = declarationsOf(manifest);
  if (check) return assertCurrent(output, text);
  if (output === "-") return writeOutput(Buffer.from(text));
  const changed = writeFile(output, text, { mode: 0o644 });
  const names = Object.keys(manifest).length;
  if (json) writeOutput(Buffer.from(`${JSON.stringify({ file: output, names, changed })}\n`));
  else
    report.note(
      changed ? `wrote the types of ${names} secrets to ${output}` : `${output} is as it should be`,
    );
}

function assertCurrent(file: string, text: string): void {
  let current: string | undefined;
  try {
    current = readFileSync(file, "utf8");
  } catch {
    // Said below: what cannot be read is not what it should be.
  }
  if (current === text) return;
  throw new CliError(`${file} is not what the manifest says`, {
    code: "outdated",
    exitCode: exitCodes.misconfigured,
    hint: "run claviger types, and commit what it writes",
  });
}
