import { Command, CommanderError } from "commander";
import { usageError } from "./cli-error.ts";
import { addOptions } from "./commands/add-options.ts";
import { declareCompletion } from "./commands/completion.ts";
import { declareCopy } from "./commands/copy.ts";
import { declareCredentialHelper } from "./commands/credential-helper.ts";
import { declareDelete } from "./commands/delete.ts";
import { declareDiff } from "./commands/diff.ts";
import { declareDoctor } from "./commands/doctor.ts";
import { declareExplain } from "./commands/explain.ts";
import { declareExport } from "./commands/export.ts";
import { declareGet } from "./commands/get.ts";
import { declareImport } from "./commands/import.ts";
import { declareInit } from "./commands/init.ts";
import { declareList } from "./commands/list.ts";
import { commonOptions } from "./commands/option.ts";
import { declarePolicy } from "./commands/policy.ts";
import { declareRollback } from "./commands/rollback.ts";
import { declareRun } from "./commands/run.ts";
import { declareSet } from "./commands/set.ts";
import { declareTypes } from "./commands/types.ts";
import { declareVersions } from "./commands/versions.ts";
import { version } from "./version.ts";

const exitCodesHelp = `
Exit codes:
  0 done, 1 internal error, 2 wrong command line, 3 no such secret, 4 denied or not logged in,
  5 unreachable or too slow, 6 wrong configuration, reference or stored value
  diff: 1 the two differ
  run: the command's own; 125 claviger failed, 126 command not executable, 127 command not found`;

/**
 * Does what the command line says.
 *
 * @throws CliError `usage`, and what the command throws
 */
export async function runProgram(argv: readonly string[]): Promise<void> {
  try {
    await createProgram().parseAsync([...argv]);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const wrong = asUsageError(error);
    if (wrong) throw wrong;
  }
}

/** The command line: its commands only declare themselves here, and load what they do when they are called. */
function createProgram(): Command {
  const program = addOptions(new Command("claviger"), commonOptions)
    .description("Run programs with their secrets, and look at secrets, wherever they are kept.")
    .version(version, "--version", "show the version")
    .helpOption("--help", "show this help")
    .enablePositionalOptions()
    .exitOverride()
    // Failures are reported in one place, where --json is known.
    .configureOutput({ writeErr: () => {} })
    .addHelpText("after", exitCodesHelp);
  declareRun(program);
  declareGet(program);
  declareList(program);
  declareSet(program);
  declareDelete(program);
  declareVersions(program);
  declareRollback(program);
  declareInit(program);
  declareExplain(program);
  declareDoctor(program);
  declareExport(program);
  declarePolicy(program);
  declareTypes(program);
  declareCompletion(program);
  declareCredentialHelper(program);
  declareImport(program);
  declareCopy(program);
  declareDiff(program);
  return program;
}

/** @returns `undefined` for help and version, which commander reports as errors too */
function asUsageError({ code, exitCode, message }: CommanderError): Error | undefined {
  if (exitCode === 0) return undefined;
  if (code === "commander.help") return usageError("no command was given", "see claviger --help");
  const [problem = "", suggestion] = message.replace(/^error: /, "").split("\n");
  // What follows = is not repeated: it may be a value.
  const written = problem.replace(/^(unknown option '[^'=]*=).*'$/s, "$1…'");
  return usageError(written, suggestion?.replace(/^\(|\)$/g, "") ?? "see claviger --help");
}
