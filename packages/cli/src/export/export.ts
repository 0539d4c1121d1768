import type { Deployment, Instance } from "@claviger/core";
import { CliError, type NamedFailure, usageError } from "../cli-error.ts";
import { exitCodeOf } from "../exit-code.ts";
import { openDeployment } from "../open-deployment.ts";
import { mask } from "../output/mask.ts";
import type { Report } from "../output/report.ts";
import { writeFile } from "../output/write-file.ts";
import { writeOutput } from "../output/write-output.ts";
import { planInjection, type PlannedVariable } from "../run/injection-plan.ts";
import { variableOf } from "../run/variable-name.ts";
import { currentTerminal } from "../terminal/terminal.ts";
import type { PlaceEntry, ValueEntry } from "./entry.ts";
import { placeFormats, type PlaceOptions } from "./place-formats.ts";
import { valueFormats } from "./value-formats.ts";

export type ExportFormat = keyof typeof valueFormats | keyof typeof placeFormats;

export interface ExportCommandOptions extends PlaceOptions {
  readonly report: Report;
  readonly environment?: string | undefined;
  readonly format: ExportFormat;
  /** Shows values on a terminal. */
  readonly reveal: boolean;
  /** The file, instead of standard output. */
  readonly output: string | undefined;
  /** For formats without values: where the secrets are, in place of the first of the chain that can hold each. */
  readonly provider: string | undefined;
}

/**
 * Writes secrets in another tool's format: their values, or where they are.
 *
 * @param names - `NAME=ref` or a name; the manifest and the references of the environment where none is given
 * @throws SecretError, CliError
 */
export async function exportSecrets(names: readonly string[], options: ExportCommandOptions): Promise<void> {
  const { format } = options;
  const deployment = await openDeployment(options);
  const plan = planInjection({ ...deployment, env: names.map(asVariable), bundles: [], files: [] });
  const planned = names.length > 0 ? plan.overBundles : plan.underBundles;
  if (planned.length === 0) {
    throw usageError(
      "there is nothing to export: the manifest lists no secret",
      "name them, or list them in claviger.config.ts",
    );
  }
  if (isPlaceFormat(format)) {
    const entries = await placesOf(planned, { deployment, provider: options.provider });
    return write(await placeFormats[format](entries, options), options);
  }
  const isShown = options.output === undefined && currentTerminal().isOutput && !options.reveal;
  const entries = (await valuesOf(planned, deployment)).map((entry) =>
    isShown ? { ...entry, value: mask(entry.value) } : entry,
  );
  if (isShown)
    options.report.note("values are masked on a terminal: --output writes a file, --reveal shows them");
  write(await valueFormats[format](entries, options), options);
}

/** `name` for the variable that `run` would give it. */
function asVariable(written: string): string {
  return written.includes("=") || written.includes("://") ? written : `${variableOf(written)}=${written}`;
}

function isPlaceFormat(format: ExportFormat): format is keyof typeof placeFormats {
  return format in placeFormats;
}

/** @throws CliError `secrets_failed`, with every failure: half an export is none */
async function valuesOf(planned: readonly PlannedVariable[], { secrets }: Deployment): Promise<ValueEntry[]> {
  const results = await Promise.allSettled(
    planned.map(({ ask, required, default: fallback }) => secrets.get(ask, { required, default: fallback })),
  );
  const entries: ValueEntry[] = [];
  const failures: NamedFailure[] = [];
  for (const [index, result] of results.entries()) {
    const { variable = "", origin = "" } = planned[index] ?? {};
    if (result.status === "rejected")
      failures.push({ subject: `${variable} (${origin})`, error: result.reason });
    else if (result.value !== undefined) entries.push({ variable, value: result.value });
  }
  const [first] = failures;
  if (!first) return entries;
  throw new CliError(
    `${failures.length} of ${planned.length} secrets could not be had, and nothing was written`,
    {
      code: "secrets_failed",
      exitCode: exitCodeOf(first.error),
      failures,
    },
  );
}

async function placesOf(
  planned: readonly PlannedVariable[],
  { deployment, provider }: { readonly deployment: Deployment; readonly provider: string | undefined },
): Promise<PlaceEntry[]> {
  const instances = await deployment.instances();
  const chain = provider === undefined ? instances.all() : [await instances.open(provider)];
  return planned.map(({ variable, ask, origin }) => {
    // The environment is where these are going to, and no place for another tool to read.
    const place = placeIn(
      chain.filter(({ id }) => id !== "env"),
      ask,
    );
    if (place) return { variable, ...place };
    throw usageError(
      `${variable} (${origin}) is kept in no store that could be named`,
      "choose an instance with --provider, or a format with values",
    );
  });
}

function placeIn(chain: readonly Instance[], ask: string): Omit<PlaceEntry, "variable"> | undefined {
  for (const instance of chain) {
    const [location] = instance.locate(ask);
    if (location) return { provider: instance.id, location };
  }
  return undefined;
}

function write(text: string, { output, report }: ExportCommandOptions): void {
  if (output === undefined) return writeOutput(Buffer.from(text));
  const changed = writeFile(output, text);
  report.note(changed ? `wrote ${output}, which only you may read` : `${output} is as it should be`);
}
