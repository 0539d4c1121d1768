import { usageError } from "../cli-error.ts";
import { openDeployment } from "../open-deployment.ts";
import { writeOutput } from "../output/write-output.ts";
import { currentTerminal } from "../terminal/terminal.ts";
import { confirmChanges } from "../transfer/confirm-changes.ts";
import { incomplete, planFailures } from "../transfer/incomplete.ts";
import { storeView, VersionLog } from "../transfer/store-view.ts";
import { applyImport } from "./apply-import.ts";
import { importJson } from "./import-json.ts";
import type { ImportCommandOptions } from "./import-options.ts";
import { planImport } from "./plan-import.ts";
import { presentPlan } from "./present-import.ts";
import { readSource } from "./source.ts";

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
  if (!options.json) writeOutput(Buffer.from(presentPlan(plan, terminal)));
  const failures = [...plan.unplaced, ...planFailures(plan.transfer.findings)];
  if (failures.length > 0 || !options.apply) {
    if (options.json) writeOutput(Buffer.from(importJson(plan, undefined)));
    if (failures.length === 0) return;
    const problem = `${failures.length} of ${plan.moved.length} cannot be imported, and nothing was written`;
    throw incomplete(problem, { failures, hint: "correct them, or leave them out with --exclude" });
  }
  const { findings } = plan.transfer;
  await confirmChanges(findings, { terminal, yes: options.yes, store: plan.instance.id });
  await applyImport(plan, { ...options, transfer });
}
