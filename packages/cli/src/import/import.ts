import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import { CliError, usageError } from "../cli-error.ts";
import { exitCodes } from "../exit-code.ts";
import { openDeployment } from "../open-deployment.ts";
import type { Report } from "../output/report.ts";
import { writeOutput } from "../output/write-output.ts";
import { confirm } from "../terminal/confirm.ts";
import { currentTerminal, type Terminal } from "../terminal/terminal.ts";
import { assertWritable } from "../transfer/assert-writable.ts";
import { incomplete, planFailures, writeFailures } from "../transfer/incomplete.ts";
import type { Entry } from "../transfer/job.ts";
import { type StoreView, storeView, VersionLog } from "../transfer/store-view.ts";
import { applyPlan, planTransfer, type TransferOptions } from "../transfer/transfer.ts";
import { commentedSecrets } from "./commented-secrets.ts";
import { type Choice, choose } from "./choose.ts";
import { lockFile } from "./file-lock.ts";
import type { NameFilter } from "./glob.ts";
import type { Imported, ImportPlan } from "./import-plan.ts";
import type { Naming } from "./place.ts";
import { targetOf } from "./target-of.ts";
import { importJson } from "./import-json.ts";
import { presentImported, presentPlan } from "./present-import.ts";
import { prepareRewrite, type Rewrite } from "./rewrite.ts";
import { readSource, type Source } from "./source.ts";

export interface ImportCommandOptions extends Naming, NameFilter {
  readonly report: Report;
  readonly environment?: string | undefined;
  readonly json: boolean;
  readonly yes: boolean;
  /** The instance that gets the secrets: `aws`, `vault.dr`. */
  readonly to: string;
  readonly format?: string | undefined;
  /** Without it nothing is written anywhere. */
  readonly apply: boolean;
  /** References take the values' place in the file. */
  readonly rewrite: boolean;
}

/**
 * Moves the secrets of a file into a store.
 *
 * @throws CliError `usage`, `files_failed`, `busy`, `incomplete`, `interrupted`
 * @throws SecretError for a configuration or file that is wrong
 */
export async function importFile(path: string, options: ImportCommandOptions): Promise<void> {
  const terminal = currentTerminal();
  const source = await readSource(path, options.format);
  if (options.rewrite && source.format !== "env")
    throw usageError("--rewrite is for .env files", "nothing reads references in JSON and YAML files");
  const log = new VersionLog();
  const view = storeView(await openDeployment({ ...options, live: true, onEvent: log.hear }), log);
  const transfer = { view, terminal, silent: options.json };
  const plan = await planImport(source, options, transfer);
  if (!options.json) write(presentPlan(plan, terminal));
  const failures = [...plan.unplaced, ...planFailures(plan.transfer.findings)];
  if (failures.length > 0 || !options.apply) {
    if (options.json) write(importJson(plan, undefined));
    if (failures.length === 0) return;
    const problem = `${failures.length} of ${plan.moved.length} cannot be imported, and nothing was written`;
    throw incomplete(problem, { failures, hint: "correct them, or leave them out with --exclude" });
  }
  if (!(await mayChange(plan, options, terminal))) return;
  await apply(plan, { ...options, transfer });
}

async function planImport(
  source: Source,
  options: ImportCommandOptions,
  transfer: TransferOptions,
): Promise<ImportPlan> {
  const { view } = transfer;
  const { manifest, environment } = view.deployment;
  const instances = await view.deployment.instances();
  const instance = await instances.open(options.to);
  assertWritable(instance);
  if (options.rewrite && instance.capabilities.read === false)
    throw usageError(
      `--rewrite is not for ${instance.id}, which is write-only`,
      "the application could not read what the references name",
    );
  const providers = [options.to, ...instances.all().map(({ id }) => id)];
  const choices = choose(source.entries, { ...options, manifest, providers });
  const moved = choices.filter((choice) => choice.moved);
  const entries: Entry[] = [];
  const unplaced: { readonly subject: string; readonly error: unknown }[] = [];
  const naming = filled(options, environment);
  for (const choice of moved) {
    try {
      entries.push(await targetOf(choice, { ...naming, instance, manifest, secrets: view.secrets }));
    } catch (error) {
      // What is wrong with the command line is wrong for every name.
      if (error instanceof CliError) throw error;
      unplaced.push({ subject: choice.name, error });
    }
  }
  if (source.format === "env") warnOfShadows(source, moved, { view, report: options.report });
  if (options.rewrite && source.dotenv) warnOfComments(source.title, source.dotenv.text, options.report);
  return {
    source,
    choices,
    moved,
    unplaced,
    instance,
    environment,
    apply: options.apply,
    rewrite: options.rewrite,
    transfer: await planTransfer(entries, transfer),
  };
}

async function mayChange(
  plan: ImportPlan,
  options: ImportCommandOptions,
  terminal: Terminal,
): Promise<boolean> {
  const changed = plan.transfer.findings.filter(({ action }) => action === "update" || action === "replace");
  if (changed.length === 0) return true;
  const unknown = changed.some(({ action }) => action === "replace") ? " or may have" : "";
  const question = `Write over ${changed.length} of ${plan.instance.id} that have${unknown} other values?`;
  if (await confirm(question, { terminal, yes: options.yes })) return true;
  throw new CliError("it was not confirmed, and nothing was written", {
    code: "interrupted",
    exitCode: exitCodes.interrupted,
  });
}

async function apply(
  plan: ImportPlan,
  options: ImportCommandOptions & { readonly transfer: TransferOptions },
): Promise<void> {
  const { json, transfer } = options;
  const path = realpathSync(plan.source.title);
  const release = options.rewrite ? lockFile(path) : () => {};
  try {
    const rewrite = options.rewrite ? await prepareRewrite(path, plan.source) : undefined;
    const outcomes = await applyPlan(plan.transfer, transfer);
    const failures = writeFailures(outcomes);
    const { rewritten, error } =
      rewrite && failures.length === 0 ? await tryRewrite(rewrite, outcomes) : { rewritten: undefined };
    const imported: Imported = { outcomes, rewritten, failed: failures.length > 0 || error !== undefined };
    write(json ? importJson(plan, imported) : presentImported(plan, imported, transfer.terminal));
    if (error !== undefined) throw error;
    if (failures.length === 0) return;
    const done = outcomes.length - failures.length;
    const left = options.rewrite ? `, and ${plan.source.title} was left as it was` : "";
    throw incomplete(`${done} of ${outcomes.length} are in ${plan.instance.id}, these are not${left}`, {
      failures,
      hint: "run it again: what is done is not done twice",
    });
  } finally {
    release();
  }
}

/** What was written is told also where the file could not be rewritten. */
async function tryRewrite(
  rewrite: Rewrite,
  outcomes: Imported["outcomes"],
): Promise<Pick<Imported, "rewritten"> & { readonly error?: unknown }> {
  const references = new Map(outcomes.map(({ finding }) => [finding.entry.name, finding.reference]));
  try {
    return { rewritten: await rewrite(references) };
  } catch (error) {
    return { rewritten: undefined, error };
  }
}

/** A value that another place wins over is not the one that the application reads. */
function warnOfShadows(
  { title }: Source,
  moved: readonly Choice[],
  { view, report }: { readonly view: StoreView; readonly report: Report },
): void {
  for (const { name } of moved) {
    const origin = view.deployment.originOf(name);
    if (origin === undefined || resolve(origin.replace(/:\d+$/, "")) === resolve(title)) continue;
    report.warn(`${name} of ${title} is not what the application reads here: ${origin} has it too, and wins`);
  }
}

function warnOfComments(title: string, text: string, report: Report): void {
  const lines = commentedSecrets(text);
  if (lines.length === 0) return;
  const where = lines.length === 1 ? `line ${lines[0]}` : `lines ${lines.join(", ")}`;
  report.warn(`${title} has comments that look as if they held secrets, and keeps them: ${where}`);
}

function filled(naming: Naming, environment: string): Naming {
  const fill = (text: string | undefined): string | undefined =>
    text?.replaceAll("{environment}", () => environment);
  return { case: naming.case, prefix: fill(naming.prefix), bundle: fill(naming.bundle) };
}

function write(text: string): void {
  writeOutput(Buffer.from(text));
}
