import { isReference, isSecretError, parseReference, SecretError } from "@claviger/core";
import { CliError, type NamedFailure, usageError } from "../cli-error.ts";
import { writeOutput } from "../output/write-output.ts";
import { type Pair, type PairOptions, pairsOf } from "../sides/pairs.ts";
import { openSides, type Side, type SidesOptions } from "../sides/side.ts";
import { startProgress } from "../terminal/progress.ts";
import { currentTerminal, type Terminal } from "../terminal/terminal.ts";
import { assertWritable } from "../transfer/assert-writable.ts";
import { confirmChanges } from "../transfer/confirm-changes.ts";
import { fitted } from "../transfer/content.ts";
import { incomplete, planFailures, writeFailures } from "../transfer/incomplete.ts";
import type { Entry, Target } from "../transfer/job.ts";
import { paced } from "../transfer/paced.ts";
import { readContent } from "../transfer/read-content.ts";
import { applyPlan, planTransfer } from "../transfer/transfer.ts";
import { copyJson, presentCopied, presentCopyPlan } from "./present-copy.ts";

export interface CopyCommandOptions extends SidesOptions, Omit<PairOptions, "extras"> {
  readonly json: boolean;
  readonly yes: boolean;
  /** Without it nothing is written. */
  readonly apply: boolean;
}

/** How many secrets are read at once. */
const atOnce = 40;

/**
 * Writes the secrets of one place into another. What only the other one has stays there.
 *
 * @throws CliError `usage`, `incomplete`, `interrupted`; SecretError
 */
export async function copy(options: CopyCommandOptions): Promise<void> {
  const { json } = options;
  const terminal = currentTerminal();
  const sides = await openSides(options);
  const pairs = await pairsOf({ ...options, extras: false }, sides);
  const transfer = { view: sides.to.view, terminal, silent: json };
  const { entries, failed } = await readAll(pairs, sides, transfer);
  const plan = await planTransfer(entries, transfer);
  if (!json) writeOutput(Buffer.from(presentCopyPlan(plan, { terminal, apply: options.apply })));
  const failures = [...failed, ...planFailures(plan.findings)];
  if (failures.length > 0 || !options.apply) {
    if (json) writeOutput(Buffer.from(copyJson(plan, undefined)));
    if (failures.length === 0) return;
    throw incomplete(`${failures.length} of ${pairs.length} cannot be copied, and nothing was written`, {
      failures,
      hint: "correct what they name, and run this again",
    });
  }
  await confirmChanges(plan.findings, { terminal, yes: options.yes, store: "the second side" });
  const outcomes = await applyPlan(plan, transfer);
  writeOutput(Buffer.from(json ? copyJson(plan, outcomes) : presentCopied(outcomes, terminal)));
  const unwritten = writeFailures(outcomes);
  if (unwritten.length === 0) return;
  throw incomplete(
    `${outcomes.length - unwritten.length} of ${outcomes.length} are on the second side, these are not`,
    { failures: unwritten, hint: "run it again: what is done is not done twice" },
  );
}

async function readAll(
  pairs: readonly Pair[],
  sides: { readonly from: Side; readonly to: Side },
  { terminal, silent }: { readonly terminal: Terminal; readonly silent: boolean },
): Promise<{ readonly entries: readonly Entry[]; readonly failed: readonly NamedFailure[] }> {
  const entries = new Map<Pair, Entry>();
  const failed: NamedFailure[] = [];
  const progress = await startProgress({ terminal, silent, task: "reading", total: pairs.length });
  await paced(pairs, {
    atOnce,
    work: async (pair) => {
      try {
        entries.set(pair, await entryOf(pair, sides));
      } catch (error) {
        if (error instanceof CliError || isSecretError(error, "throttled")) throw error;
        failed.push({ subject: pair.name, error });
      }
      progress.step();
    },
    gaveUp: ({ name }, error) => failed.push({ subject: name, error }),
  }).finally(() => progress.stop());
  return { entries: pairs.flatMap((pair) => entries.get(pair) ?? []), failed };
}

async function entryOf(
  { name, from = "", to }: Pair,
  sides: { readonly from: Side; readonly to: Side },
): Promise<Entry> {
  const content = await readContent(sides.from.view.secrets, from);
  if (!content)
    throw new SecretError("not_found", `there is no ${from}`, { name: from, hint: "see claviger list" });
  const target = await targetOf(to, sides.to);
  assertWritable(target.instance);
  return { name, target, content: fitted(content, target.instance.capabilities.values) };
}

/** Where a copy goes: what the reference names, or the only store that can be written. @throws CliError `usage` */
async function targetOf(name: string, { view }: Side): Promise<Target> {
  const instances = await view.deployment.instances();
  if (isReference(name)) {
    const { provider, path, field, version } = parseReference(name);
    if (version !== undefined) throw usageError("a version is not written to", "name the secret itself");
    if (provider !== undefined) return { instance: await instances.open(provider), path, field };
  }
  const writers = instances
    .all()
    .filter((one) => one.capabilities.write === true && one.can("put") && one.locate(name).length > 0);
  const [instance, ...others] = writers;
  if (!instance || others.length > 0)
    throw usageError(
      writers.length === 0
        ? `no store of the chain can be written "${name}" to`
        : `"${name}" could be written to ${writers.map(({ id }) => id).join(", ")}`,
      "name the one that is meant: --store <store>",
    );
  const [{ path, field, derived } = { path: name }] = instance.locate(name);
  return { instance, path, field, derived };
}
