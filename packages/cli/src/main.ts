import { readRunArguments } from "./commands/run-arguments.ts";
import { diffExitCodeOf, exitCodeOf, runExitCodeOf } from "./exit-code.ts";
import { reportFor } from "./report-for.ts";
import { run } from "./run/run.ts";

/**
 * Runs the command line.
 *
 * @param argv - as `process.argv`
 * @returns the exit code
 */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    const quick = readRunArguments(argv.slice(2));
    if (quick) await run(quick.command, { ...quick, report: reportFor(quick) });
    else await (await import("./program.ts")).runProgram(argv);
    return Number(process.exitCode ?? 0);
  } catch (error) {
    const { command, json } = roughly(argv.slice(2));
    reportFor({ json }).fail(error);
    if (command === "run") return runExitCodeOf(error);
    return command === "diff" ? diffExitCodeOf(error) : exitCodeOf(error);
  }
}

/** The command and --json of a command line that may be wrong: what commander read of it is not known then. */
function roughly(args: readonly string[]): { readonly command: string | undefined; readonly json: boolean } {
  const end = args.indexOf("--");
  const own = end === -1 ? args : args.slice(0, end);
  const command = own.find((arg, index) => !arg.startsWith("-") && own[index - 1] !== "--environment");
  return { command, json: own.includes("--json") };
}
