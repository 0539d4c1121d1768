import type { Written } from "@claviger/core";
import { printable } from "../output/printable.ts";
import { writeOutput } from "../output/write-output.ts";
import type { Action, ChangeOptions, Plan } from "./plan.ts";

/** What a command did. */
export interface Outcome {
  /** What it was about to do. */
  readonly plan: Pick<Plan, "action" | "reference" | "provider">;
  /** What core says of it; `undefined` where nothing had to be changed, or was not to be. */
  readonly written?: Written | undefined;
  /** Why nothing was changed. */
  readonly unchanged?: string | undefined;
}

const done: Readonly<Record<Action, string>> = {
  set: "Written",
  delete: "Deleted",
  purge: "Deleted for good",
  recover: "Recovered",
  rollback: "Rolled back",
};

/** Writes what was done to standard output: one line, or one JSON object. */
export function writeResult(outcome: Outcome, { json, dryRun }: ChangeOptions): void {
  const { plan, written, unchanged } = outcome;
  const { action, reference, provider } = plan;
  if (json) {
    const { version, notWritten = [] } = written ?? {};
    const changed = written !== undefined;
    const result = { action, changed, dryRun, reference, provider, version, notWritten, why: unchanged };
    writeOutput(Buffer.from(`${JSON.stringify(result)}\n`));
    return;
  }
  writeOutput(Buffer.from(`${printable(line(outcome))}\n`));
}

function line({ plan: { action, reference }, written, unchanged }: Outcome): string {
  if (unchanged !== undefined) return `Unchanged: ${reference}: ${unchanged}`;
  if (!written) return `Nothing was changed (--dry-run): ${reference}`;
  const version = written.version === undefined ? "" : `, version ${written.version}`;
  return `${done[action]}: ${reference}${version}`;
}
