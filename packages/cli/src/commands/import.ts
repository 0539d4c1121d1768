import type { Command } from "commander";
import { reportFor } from "../report-for.ts";
import { addOptions } from "./add-options.ts";
import { type CommandOption, changeOptions } from "./option.ts";
import { caseOption, nameCase } from "./case-option.ts";

interface ImportFlags {
  readonly environment?: string;
  readonly json?: true;
  readonly yes?: true;
  readonly to: string;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly prefix?: string;
  readonly case?: string;
  readonly bundle?: string;
  readonly format?: string;
  readonly apply?: true;
  readonly rewrite?: true;
}

const options: readonly CommandOption[] = [
  { flag: "--apply", description: "write to the store; without it only the plan is shown" },
  { flag: "--rewrite", description: "put references in place of the values in the .env file" },
  {
    flag: "--include",
    argument: "<glob>",
    repeatable: true,
    description: "names that are moved whatever they look like (repeatable)",
  },
  {
    flag: "--exclude",
    argument: "<glob>",
    repeatable: true,
    description: "names that are never moved (repeatable)",
  },
  {
    flag: "--prefix",
    argument: "<prefix>",
    description: "put before every name; as secret://<store>/<path>/ before every path",
  },
  caseOption,
  { flag: "--bundle", argument: "<name>", description: "all of them as fields of this one secret" },
  {
    flag: "--format",
    argument: "<format>",
    description: "env, json or yaml, where the file's name does not tell",
  },
  ...changeOptions,
];

const examples = `
Examples:
  claviger import .env --to aws                      the plan: what would be moved where, and why
  claviger import .env --to aws --apply              move it, read it back and compare
  claviger import .env --to aws --apply --rewrite    and leave references in .env
  claviger import .env --to vault --bundle app/production --apply
  claviger import .env --to github --include LOG_LEVEL --exclude 'SENTRY_*'`;

/** Adds `claviger import`. */
export function declareImport(program: Command): void {
  const command = program
    .command("import")
    .summary("move the secrets of a .env, JSON or YAML file into a store")
    .description(
      "Moves the secrets of a .env, JSON or YAML file into a store: tells them from settings, shows what it would do, and with --apply does it, reads back and compares.",
    )
    .argument("<file>", "the file")
    .requiredOption("--to <store>", "the store: aws, vault, azure, github, age, or vault.dr by its label")
    .addHelpText("after", examples);
  addOptions(command, options).action(async (file: string, _: unknown, self: Command) => {
    const flags: ImportFlags = self.optsWithGlobals();
    const { importFile } = await import("../import/import.ts");
    await importFile(file, {
      ...flags,
      report: reportFor(flags),
      json: flags.json === true,
      yes: flags.yes === true,
      include: flags.include ?? [],
      exclude: flags.exclude ?? [],
      apply: flags.apply === true,
      rewrite: flags.rewrite === true,
      case: nameCase(flags.case),
    });
  });
}
