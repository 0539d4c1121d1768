import type { Command } from "commander";
import { run } from "../run/run.ts";
import { reportFor } from "../report-for.ts";
import { addOptions } from "./add-options.ts";
import { runOptions } from "./option.ts";

interface RunFlags {
  readonly env?: readonly string[];
  readonly bundle?: readonly string[];
  readonly asFile?: readonly string[];
  readonly only?: readonly string[];
  readonly except?: readonly string[];
  readonly watch?: boolean;
  readonly pristine?: boolean;
  readonly exec: boolean;
  readonly environment?: string;
  readonly json?: true;
}

/** Adds `claviger run`. */
export function declareRun(program: Command): void {
  const command = program
    .command("run")
    .summary("start a command with its secrets as environment variables")
    .description(
      "Starts a command with its secrets as environment variables: those named here, those of the manifest, and those that variables and .env files refer to.",
    )
    .usage("[options] -- <command> [arguments...]")
    .argument("<command...>", "the command and its arguments")
    .passThroughOptions()
    .addHelpText(
      "after",
      "\nExit codes: the command's own; 125 claviger failed, 126 not executable, 127 not found.",
    );
  addOptions(command, runOptions).action(async (args: string[], _: unknown, self: Command) => {
    const flags: RunFlags = self.optsWithGlobals();
    const { bundle: bundles = [], env = [], asFile: files = [], only = [], except = [] } = flags;
    const { pristine = false, watch = false, exec, environment } = flags;
    const report = reportFor(flags);
    await run(args, { env, bundles, files, only, except, pristine, watch, exec, environment, report });
  });
}
