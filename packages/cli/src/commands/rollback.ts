import type { Command } from "commander";
import { reportFor } from "../report-for.ts";
import { addOptions } from "./add-options.ts";
import { type ChangeFlags, changeOptionsOf, planOptions } from "./change-flags.ts";

const examples = `
Where the store moves labels between versions (AWS), the label "current" is moved; elsewhere the old value is
written as a new version, on condition that nobody wrote meanwhile, where the store has conditions.

Examples:
  $ claviger versions secret://vault/secret/app
  $ claviger rollback secret://vault/secret/app 3
  $ claviger rollback secret://aws/app/production previous --yes`;

/** Adds `claviger rollback`. */
export function declareRollback(program: Command): void {
  const command = program
    .command("rollback")
    .summary("make an earlier version of a secret the current one")
    .description("Makes an earlier version of a secret the current one, and reads back what is there then.")
    .argument("<name>", "a secret's name or a secret:// reference")
    .argument("<version>", "a version, or a stage that is at it: previous")
    .addHelpText("after", examples);
  addOptions(command, planOptions).action(
    async (name: string, version: string, _: unknown, self: Command) => {
      const flags: ChangeFlags = self.optsWithGlobals();
      const { rollback } = await import("../rollback/rollback.ts");
      await rollback(name, version, {
        ...changeOptionsOf(flags),
        report: reportFor(flags),
        environment: flags.environment,
      });
    },
  );
}
