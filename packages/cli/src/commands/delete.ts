import type { Command } from "commander";
import { reportFor } from "../report-for.ts";
import { addOptions } from "./add-options.ts";
import { type ChangeFlags, changeOptionsOf, planOptions } from "./change-flags.ts";
import type { CommandOption } from "./option.ts";

interface DeleteFlags extends ChangeFlags {
  readonly purge?: true;
  readonly recover?: true;
  readonly version?: string;
}

const deleteOptions: readonly CommandOption[] = [
  { flag: "--purge", description: "for good: it cannot be brought back" },
  { flag: "--recover", description: "bring a deleted secret back" },
  { flag: "--version", argument: "<version>", description: "only this version" },
  ...planOptions,
];

const examples = `
Examples:
  $ claviger delete secret://aws/app/production            can be brought back, where the store keeps deleted secrets
  $ claviger delete --recover secret://aws/app/production
  $ claviger delete app/production#OLD_KEY --yes           one field; the others stay as they are
  $ claviger delete --purge secret://aws/app/production    for good`;

/** Adds `claviger delete`. */
export function declareDelete(program: Command): void {
  const command = program
    .command("delete")
    .summary("delete a secret or a field, or bring a deleted secret back")
    .description(
      "Deletes a secret, or with #field one field of it. Where the store keeps what was deleted, --recover brings it back.",
    )
    .argument("<name>", "a secret's name, name#field or a secret:// reference")
    .addHelpText("after", examples);
  addOptions(command, deleteOptions).action(async (name: string, _: unknown, self: Command) => {
    const flags: DeleteFlags = self.optsWithGlobals();
    const { deleteSecret } = await import("../delete/delete.ts");
    await deleteSecret(name, {
      ...changeOptionsOf(flags),
      report: reportFor(flags),
      environment: flags.environment,
      purge: flags.purge === true,
      recover: flags.recover === true,
      version: flags.version,
    });
  });
}
