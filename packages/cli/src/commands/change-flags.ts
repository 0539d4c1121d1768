import type { ChangeOptions } from "../change/plan.ts";
import { currentTerminal } from "../terminal/terminal.ts";
import { changeOptions, type CommandOption } from "./option.ts";

/** What every command takes that shows a plan of its change. */
export const planOptions: readonly CommandOption[] = [
  { flag: "--dry-run", description: "show the plan and change nothing" },
  ...changeOptions,
];

export interface ChangeFlags {
  readonly environment?: string;
  readonly json?: true;
  readonly yes?: true;
  readonly dryRun?: true;
}

/** The options that the flags of a changing command stand for. */
export function changeOptionsOf({ json, yes, dryRun }: ChangeFlags): ChangeOptions {
  return { terminal: currentTerminal(), json: json === true, yes: yes === true, dryRun: dryRun === true };
}
