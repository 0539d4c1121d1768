import { realpathSync } from "node:fs";
import { writeOutput } from "../output/write-output.ts";
import { incomplete, writeFailures } from "../transfer/incomplete.ts";
import { applyPlan, type TransferOptions } from "../transfer/transfer.ts";
import { lockFile } from "./file-lock.ts";
import { importJson } from "./import-json.ts";
import type { ImportCommandOptions } from "./import-options.ts";
import type { Imported, ImportPlan } from "./import-plan.ts";
import { presentImported } from "./present-import.ts";
import { prepareRewrite, type Rewrite } from "./rewrite.ts";

/**
 * Does what a plan says, and tells what was done.
 * @throws CliError `busy`, `files_failed`, `incomplete`
 */
export async function applyImport(
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
    writeOutput(
      Buffer.from(json ? importJson(plan, imported) : presentImported(plan, imported, transfer.terminal)),
    );
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
