import { isatty } from "node:tty";
import type { SecretsEvent } from "@claviger/core";
import { usageError } from "../cli-error.ts";
import { openDeployment } from "../open-deployment.ts";
import type { Report } from "../output/report.ts";
import { writeOutput } from "../output/write-output.ts";
import { presentBundle } from "./present-bundle.ts";
import { presentValue } from "./present-value.ts";
import { secretReference } from "./secret-reference.ts";

export interface GetCommandOptions {
  readonly report: Report;
  readonly environment?: string | undefined;
  readonly json: boolean;
  /** Shows values on a terminal. */
  readonly reveal: boolean;
  readonly bundle: boolean;
  readonly field?: string | undefined;
  readonly version?: string | undefined;
  readonly stage?: string | undefined;
}

/** How a value is to be written. */
export interface Presentation {
  /** What was asked for. */
  readonly name: string;
  /** To a person: with a line end. */
  readonly terminal: boolean;
  readonly masked: boolean;
  readonly json: boolean;
  /** Where the value came from. */
  readonly source: ValueSource;
}

export interface ValueSource {
  readonly provider?: string;
  readonly location?: string;
  readonly version?: string;
  readonly degraded?: boolean;
}

/**
 * Writes one secret: as it is into a pipe or file, masked on a terminal.
 *
 * @throws SecretError as `secrets.getBytes` and `secrets.getBundle`
 * @throws CliError `usage`, `output_failed`
 */
export async function get(written: string, options: GetCommandOptions): Promise<void> {
  const { json, reveal, bundle, field, version, stage } = options;
  if (bundle && field !== undefined) throw usageError("--bundle reads all fields, and --field one of them");
  if (version !== undefined && stage !== undefined)
    throw usageError("--version and --stage exclude each other");
  const name = secretReference(written, field);
  let source: ValueSource = {};
  const { secrets } = await openDeployment({
    ...options,
    onEvent: (event) => (source = sourceOf(event) ?? source),
  });
  const value = bundle
    ? await secrets.getBundle(name, { version, stage })
    : await secrets.getBytes(name, { version, stage });
  const terminal = isatty(1);
  const presentation = { name: written, terminal, masked: terminal && !reveal, json, source };
  writeOutput(
    value instanceof Uint8Array ? presentValue(value, presentation) : presentBundle(value, presentation),
  );
}

function sourceOf(event: SecretsEvent): ValueSource | undefined {
  if (event.type !== "resolved") return undefined;
  const { provider, location, version, degraded } = event;
  return { provider, location, ...(version === undefined ? {} : { version }), degraded };
}
