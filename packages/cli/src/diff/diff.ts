import { type SecretError } from "@claviger/core";
import { exitCodes, type ExitCode } from "../exit-code.ts";
import { writeOutput } from "../output/write-output.ts";
import { type PairOptions, pairsOf } from "../sides/pairs.ts";
import { openSides, type SidesOptions } from "../sides/side.ts";
import { startProgress } from "../terminal/progress.ts";
import { currentTerminal } from "../terminal/terminal.ts";
import { incomplete } from "../transfer/incomplete.ts";
import { paced } from "../transfer/paced.ts";
import { type Comparison, compare } from "./compare.ts";
import { diffJson, presentDiff } from "./present-diff.ts";

export interface DiffCommandOptions extends SidesOptions, Omit<PairOptions, "extras"> {
  readonly json: boolean;
}

/** How many secrets are compared at once. */
const atOnce = 40;

/**
 * Writes which secrets of two places differ, never their values.
 *
 * @returns the exit code: 1 if any differs, or is on one side alone
 * @throws CliError `usage`, `incomplete` where one could not be read
 */
export async function diff(options: DiffCommandOptions): Promise<ExitCode> {
  const terminal = currentTerminal();
  const sides = await openSides(options);
  const pairs = await pairsOf({ ...options, extras: true }, sides);
  const found = new Map<(typeof pairs)[number], Comparison>();
  const progress = await startProgress({
    terminal,
    task: "comparing",
    total: pairs.length,
    silent: options.json,
  });
  await paced(pairs, {
    atOnce,
    work: async (pair) => {
      found.set(pair, await compare(pair, sides, { masks: terminal.isOutput && !options.json }));
      progress.step();
    },
    gaveUp: (pair, error: SecretError) => found.set(pair, { pair, result: "failed", error }),
  }).finally(() => progress.stop());
  const comparisons = pairs.flatMap((pair) => found.get(pair) ?? []);
  writeOutput(Buffer.from(options.json ? diffJson(comparisons, sides) : presentDiff(comparisons, terminal)));
  const failures = comparisons.flatMap(({ pair, result, error }) =>
    result === "failed" ? [{ subject: pair.name, error }] : [],
  );
  if (failures.length > 0)
    throw incomplete(`${failures.length} of ${pairs.length} could not be compared`, {
      failures,
      hint: "correct what they name, and run this again",
    });
  const isDifferent = comparisons.some(({ result }) => ["differs", "missing", "extra"].includes(result));
  return isDifferent ? exitCodes.different : exitCodes.ok;
}
