import type { Command } from "commander";
import { reportFor } from "../report-for.ts";
import { addOptions } from "./add-options.ts";
import { nameCase } from "./case-option.ts";
import { commonOptions } from "./option.ts";
import { type SidesFlags, sidesOptions, sourceArgument, targetArgument } from "./sides-options.ts";

const notes = `
Exit codes: 0 the same, 1 they differ (what is write-only is unknown, and no difference), above 1 a failure.

Examples:
  claviger diff secret://aws/app/ secret://vault/secret/app/
  claviger diff secret://aws/app/ secret://github/ --case upper-snake
  claviger diff --from-environment staging --to-environment production
  claviger diff database-url --from-environment staging --to-environment production --store aws
  claviger diff 'secret://aws/app/{environment}/' --from-environment staging --to-environment production`;

/** Adds `claviger diff`. */
export function declareDiff(program: Command): void {
  const command = program
    .command("diff")
    .summary("compare the secrets of two stores or environments")
    .description(
      "Compares the secrets of two stores or environments. Values are never shown; a terminal shows masks.",
    )
    .argument(...sourceArgument)
    .argument(...targetArgument)
    .addHelpText("after", notes);
  addOptions(command, [...sidesOptions, ...commonOptions]).action(
    async (source: string | undefined, target: string | undefined, _: unknown, self: Command) => {
      const flags: SidesFlags = self.optsWithGlobals();
      const { diff } = await import("../diff/diff.ts");
      process.exitCode = await diff({
        ...flags,
        source,
        target,
        report: reportFor(flags),
        json: flags.json === true,
        case: nameCase(flags.case),
      });
    },
  );
}
