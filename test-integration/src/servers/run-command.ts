import { spawn } from "node:child_process";
import { hasCode } from "./has-code.ts";

/** A command that could not be started, or that ended with a failure. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  /** True when there is no such program. */
  readonly notFound: boolean;

  constructor(message: string, options: { readonly notFound: boolean; readonly cause?: unknown }) {
    super(message, { cause: options.cause });
    this.notFound = options.notFound;
  }
}

/**
 * Runs a command to its end and gives its standard output.
 *
 * @throws {@link CommandError} with the end of its output, when it fails or isn't there.
 */
export async function runCommand(
  file: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  return await new Promise((resolve, reject) => {
    const child = spawn(file, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let everything = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      everything += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      everything += text;
    });
    child.on("error", (cause) => {
      const message = `${file} could not be started: ${cause.message}`;
      reject(new CommandError(message, { notFound: hasCode(cause, "ENOENT"), cause }));
    });
    child.on("close", (code, signal) => {
      if (code === 0) return resolve(stdout);
      const message = `${file} ended with ${signal ?? `code ${code}`}: ${everything.trim().slice(-2000)}`;
      reject(new CommandError(message, { notFound: false }));
    });
  });
}
