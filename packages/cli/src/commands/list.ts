import type { Command } from "commander";
import { reportFor } from "../report-for.ts";
import { currentTerminal } from "../terminal/terminal.ts";
import { addOptions } from "./add-options.ts";
import { type CommandOption, commonOptions } from "./option.ts";

interface ListFlags {
  readonly environment?: string;
  readonly json?: true;
  readonly provider?: string;
}

const listOptions: readonly CommandOption[] = [
  { flag: "--provider", argument: "<id>", description: "only this store, such as aws or vault.dr" },
  ...commonOptions,
];

const examples = `
Examples:
  $ claviger list                       every store of the chain that can tell
  $ claviger list payments/             names that start so
  $ claviger list secret://vault/secret/app/
  $ claviger list --provider aws --json | jq -r '.[].reference'`;

/** Adds `claviger list`. */
export function declareList(program: Command): void {
  const command = program
    .command("list")
    .summary("list secrets, never their values")
    .description(
      "Lists the secrets whose names start with a prefix: a table on a terminal, a reference a line into a pipe.",
    )
    .argument("[prefix]", "the start of a name, or a secret:// reference", "")
    .addHelpText("after", examples);
  addOptions(command, listOptions).action(async (prefix: string, _: unknown, self: Command) => {
    const flags: ListFlags = self.optsWithGlobals();
    const { list } = await import("../list/list.ts");
    await list(prefix, {
      terminal: currentTerminal(),
      report: reportFor(flags),
      environment: flags.environment,
      json: flags.json === true,
      provider: flags.provider,
    });
  });
}
