import type { Command } from "commander";
import { usageError } from "../cli-error.ts";
import { reportFor } from "../report-for.ts";
import { addOptions } from "./add-options.ts";
import { type ChangeFlags, changeOptionsOf, planOptions } from "./change-flags.ts";
import type { CommandOption } from "./option.ts";

interface InitFlags extends ChangeFlags {
  readonly providers?: readonly string[];
  readonly option?: readonly string[];
  readonly format?: string;
}

const initOptions: readonly CommandOption[] = [
  {
    flag: "--providers",
    argument: "<chain>",
    repeatable: true,
    description: "where secrets live: aws,env, or for one environment development=age,env (repeatable)",
  },
  {
    flag: "--option",
    argument: "<provider.option=text>",
    repeatable: true,
    description: "an option of a provider, such as aws.prefix=shop/{environment}/ (repeatable)",
  },
  { flag: "--format", argument: "<ts|json>", description: "the kind of configuration file" },
  ...planOptions,
];

const examples = `
Examples:
  $ claviger init                                       asks
  $ claviger init --providers development=age,env --providers production=aws \\
      --option aws.prefix=shop/{environment}/`;

/** Adds `claviger init`. */
export function declareInit(program: Command): void {
  const command = program
    .command("init")
    .summary("set a project up: configuration, .gitignore, a store")
    .description(
      "Writes claviger.config.ts, the lines of .gitignore that keep secrets out of git, and the store of an age chain. What is there stays, unless somebody says otherwise.",
    )
    .addHelpText("after", examples);
  addOptions(command, initOptions).action(async (_: unknown, self: Command) => {
    const flags: InitFlags = self.optsWithGlobals();
    const { format, providers = [], option: options = [], environment } = flags;
    if (format !== undefined && format !== "ts" && format !== "json")
      throw usageError("--format is ts or json");
    const { init } = await import("../init/init.ts");
    await init({
      ...changeOptionsOf(flags),
      report: reportFor(flags),
      environment,
      directory: process.cwd(),
      providers,
      options,
      format,
    });
  });
}
