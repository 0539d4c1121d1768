import { CliError, type NamedFailure, usageError } from "../cli-error.ts";
import { assertWritable } from "../transfer/assert-writable.ts";
import type { Entry } from "../transfer/job.ts";
import { planTransfer, type TransferOptions } from "../transfer/transfer.ts";
import { choose } from "./choose.ts";
import type { ImportCommandOptions } from "./import-options.ts";
import type { ImportPlan } from "./import-plan.ts";
import type { Naming } from "./place.ts";
import type { Source } from "./source.ts";
import { targetOf } from "./target-of.ts";
import { warnOfComments, warnOfShadows } from "./warn-of-file.ts";

/**
 * Finds out what an import would do. Nothing is changed.
 * @throws CliError `usage`; SecretError for a store that cannot be had or written
 */
export async function planImport(
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
  const unplaced: NamedFailure[] = [];
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
  const { title, dotenv } = source;
  const { report, rewrite, apply } = options;
  const names = moved.map(({ name }) => name);
  if (dotenv) warnOfShadows(title, names, { deployment: view.deployment, report });
  if (dotenv && rewrite) warnOfComments(title, dotenv.text, report);
  return {
    source,
    choices,
    moved,
    unplaced,
    instance,
    environment,
    apply,
    rewrite,
    transfer: await planTransfer(entries, transfer),
  };
}

function filled(naming: Naming, environment: string): Naming {
  const fill = (text: string | undefined): string | undefined =>
    text?.replaceAll("{environment}", () => environment);
  return { case: naming.case, prefix: fill(naming.prefix), bundle: fill(naming.bundle) };
}
