import { CliError } from "../cli-error.ts";
import { exitCodes } from "../exit-code.ts";
import { confirm, type ConfirmOptions } from "../terminal/confirm.ts";
import type { Finding } from "./survey.ts";

/**
 * Asks once before other values are written over.
 *
 * @param options - `store`: what is written, for the question
 * @throws CliError `interrupted` if a person says no, `usage` if nobody can be asked
 */
export async function confirmChanges(
  findings: readonly Finding[],
  options: ConfirmOptions & { readonly store: string },
): Promise<void> {
  const changed = findings.filter(({ action }) => action === "update" || action === "replace");
  if (changed.length === 0) return;
  const unknown = changed.some(({ action }) => action === "replace") ? " or may have" : "";
  const question = `Write over ${changed.length} of ${options.store} that have${unknown} other values?`;
  if (await confirm(question, options)) return;
  throw new CliError("it was not confirmed, and nothing was written", {
    code: "interrupted",
    exitCode: exitCodes.interrupted,
  });
}
