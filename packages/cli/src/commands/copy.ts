import type { Command } from "commander";
import { reportFor } from "../report-for.ts";
import { addOptions } from "./add-options.ts";
import { nameCase } from "./case-option.ts";
import { changeOptions } from "./option.ts";
import { type SidesFlags, sidesOptions, sourceArgument, targetArgument } from "./sides-options.ts";

interface CopyFlags extends SidesFlags {
  readonly yes?: true;
  readonly apply?: true;
}

const examples = `
Examples:
  claviger copy secret://aws/app/ secret://vault/secret/app/            the plan
  claviger copy secret://aws/app/ secret://vault/secret/app/ --apply    copy, read back and compare
  claviger copy secret://aws/app/ secret://github/ --case upper-snake --apply
  claviger copy database-url --store aws --from-environment staging --to-environment production --apply`;

/** Adds `claviger copy`. */
export function declareCopy(program: Command): void {
  const command = program
    .command("copy")
    .summary("copy secrets between stores or environments")
    .description(
      "Copies secrets between stores or environments: shows what it would do, and with --apply does it, reads back and compares. What only the second side has stays there.",
    )
    .argument(...sourceArgument)
    .argument(...targetArgument)
    .addHelpText("after", examples);
  const apply = { flag: "--apply", description: "write; without it only the plan is shown" } as const;
  addOptions(command, [apply, ...sidesOptions, ...changeOptions]).action(
    async (source: string | undefined, target: string | undefined, _: unknown, self: Command) => {
      const flags: CopyFlags = self.optsWithGlobals();
      const { copy } = await import("../copy/copy.ts");
      await copy({
        ...flags,
        source,
        target,
        report: reportFor(flags),
        json: flags.json === true,
        yes: flags.yes === true,
        apply: flags.apply === true,
        case: nameCase(flags.case),
      });
    },
  );
}
