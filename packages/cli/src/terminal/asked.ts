import { CliError } from "../cli-error.ts";
import { exitCodes } from "../exit-code.ts";

/** What a prompt is shown with: where it is written, and what ends it. */
export interface PromptContext {
  readonly output: NodeJS.WritableStream;
  readonly signal: AbortSignal;
}

/** What ends a command from outside. In a prompt the terminal is in another mode, which has to be taken back first. */
const endings = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * The answer to a prompt, on standard error: standard output is for results.
 *
 * @param ask - shows the prompt
 * @throws CliError `interrupted` where a person left it by Ctrl-C or Ctrl-D
 */
export async function asked<Answer>(ask: (context: PromptContext) => Promise<Answer>): Promise<Answer> {
  const ended = new AbortController();
  let signal: NodeJS.Signals | undefined;
  const end = (by: NodeJS.Signals): void => {
    signal = by;
    ended.abort();
  };
  // Not `once`: while there is a listener, the prompt's own (signal-exit) leaves the ending to it.
  for (const each of endings) process.on(each, end);
  try {
    return await ask({ output: process.stderr, signal: ended.signal });
  } catch (error) {
    if (signal === undefined) throw asInterruption(error);
  } finally {
    for (const each of endings) process.off(each, end);
  }
  // With nobody left who listens it does what it does by default: whoever waits for the command sees the signal.
  process.kill(process.pid, signal);
  return new Promise<never>(() => {});
}

function asInterruption(error: unknown): unknown {
  if (!(error instanceof Error) || error.name !== "ExitPromptError") return error;
  return new CliError("it was left, and nothing was changed", {
    code: "interrupted",
    exitCode: exitCodes.interrupted,
  });
}
