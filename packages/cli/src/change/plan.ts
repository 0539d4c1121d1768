import { CliError } from "../cli-error.ts";
import { exitCodes } from "../exit-code.ts";
import { printable } from "../output/printable.ts";
import { writeAll } from "../output/write-all.ts";
import { confirm } from "../terminal/confirm.ts";
import type { Terminal } from "../terminal/terminal.ts";

export type Action = "set" | "delete" | "purge" | "recover" | "rollback";

/** What a command is about to do to a store. Never a value. */
export interface Plan {
  readonly action: Action;
  /** What is changed. */
  readonly reference: string;
  readonly provider: string;
  /** What happens, as a sentence that starts in lower case: `write secret://aws/app`. */
  readonly summary: string;
  /** More of it: names of fields that are replaced, whether it can be undone. */
  readonly details: readonly string[];
  /** What a person is asked before it is done; without it nobody is asked. */
  readonly question?: string | undefined;
}

/** How the commands that change a store are called. */
export interface ChangeOptions {
  readonly terminal: Terminal;
  readonly json: boolean;
  /** Goes on without asking. */
  readonly yes: boolean;
  /** Shows the plan, and changes nothing. */
  readonly dryRun: boolean;
}

/**
 * Shows a plan, on standard error, and has it approved where it says so.
 *
 * @throws CliError `interrupted` where a person says no, `usage` where nobody can be asked
 */
export async function approve(plan: Plan, options: ChangeOptions): Promise<void> {
  show(plan, options);
  if (options.dryRun || plan.question === undefined) return;
  if (await confirm(plan.question, options)) return;
  throw new CliError("it was declined, and nothing was changed", {
    code: "interrupted",
    exitCode: exitCodes.interrupted,
  });
}

function show(plan: Plan, { json }: ChangeOptions): void {
  const { summary, details, question, ...rest } = plan;
  const lines = json
    ? [JSON.stringify({ plan: { ...rest, summary, details, asks: question !== undefined } })]
    : [`Plan: ${printable(summary)}`, ...details.map((detail) => `  ${printable(detail)}`)];
  writeAll(2, Buffer.from(lines.map((line) => `${line}\n`).join("")));
}
