import { readGetArguments } from "./commands/get-arguments.ts";
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
    await perform(argv);
    return Number(process.exitCode ?? 0);
  } catch (error) {
    const { command, json } = roughly(argv.slice(2));
    reportFor({ json }).fail(error);
    if (command === "run") return runExitCodeOf(error);
    return command === "diff" ? diffExitCodeOf(error) : exitCodeOf(error);
  }
}

/** The two calls that are made most, `run` and `get`, are understood without the program that understands all. */
async function perform(argv: readonly string[]): Promise<void> {
  const args = argv.slice(2);
  const toRun = readRunArguments(args);
  if (toRun) return await run(toRun.command, { ...toRun, report: reportFor(toRun) });
  const toGet = readGetArguments(args);
  if (toGet)
    return await (await import("./get/get.ts")).get(toGet.name, { ...toGet, report: reportFor(toGet) });
  await (await import("./program.ts")).runProgram(argv);
}

/** The command and --json of a command line that may be wrong: what commander read of it is not known then. */
function roughly(args: readonly string[]): { readonly command: string | undefined; readonly json: boolean } {
  const end = args.indexOf("--");
  const own = end === -1 ? args : args.slice(0, end);
  const command = own.find((arg, index) => !arg.startsWith("-") && own[index - 1] !== "--environment");
  return { command, json: own.includes("--json") };
}
