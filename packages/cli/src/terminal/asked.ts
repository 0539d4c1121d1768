import { CliError } from "../cli-error.ts";
import { exitCodes } from "../exit-code.ts";

/**
 * The answer to a prompt.
 * @throws CliError `interrupted` where a person left it by Ctrl-C or Ctrl-D
 */
export async function asked<Answer>(answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "ExitPromptError") throw error;
    throw new CliError("it was left, and nothing was changed", {
      code: "interrupted",
      exitCode: exitCodes.interrupted,
    });
  }
}
