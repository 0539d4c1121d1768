import { usageError } from "../cli-error.ts";
import type { Terminal } from "./terminal.ts";

export interface ConfirmOptions {
  readonly terminal: Terminal;
  /** `--yes`: it was answered beforehand. */
  readonly yes: boolean;
}

/**
 * Asks a person before something that cannot be undone, or changes a store.
 *
 * @returns whether to go on
 * @throws CliError `usage` where nobody can be asked and `--yes` was not given
 */
export async function confirm(question: string, { terminal, yes }: ConfirmOptions): Promise<boolean> {
  if (yes) return true;
  if (!terminal.canAsk)
    throw usageError(`nobody can be asked: ${question}`, "give --yes to answer that beforehand");
  const { default: ask } = await import("@inquirer/confirm");
  const { asked } = await import("./asked.ts");
  return asked((context) => ask({ message: question, default: false }, context));
}
