import { usageError } from "../cli-error.ts";
import type { PlannedVariable } from "./injection-plan.ts";
import { variableNameProblem } from "./variable-name.ts";

/**
 * Reads what was given to `--env` (or `--as-file`): `NAME=ref`, or `NAME` for a secret of the variable's own name.
 *
 * @throws CliError `usage`
 */
export function parseEnvOption(written: string, option: "--env" | "--as-file" = "--env"): PlannedVariable {
  const at = written.indexOf("=");
  const variable = at === -1 ? written : written.slice(0, at);
  const ask = at === -1 ? written : written.slice(at + 1);
  const hint = `write ${option} NAME=ref, where ref is a secret's name, name#field or a secret:// reference`;
  const problem = variableNameProblem(variable);
  // The rest of it is not repeated: somebody may have written a value there.
  if (problem !== undefined) throw usageError(`${option}: ${problem}`, hint);
  if (ask === "") throw usageError(`${option} ${variable}= names no secret`, hint);
  return { variable, ask, origin: `${option} ${variable}=${ask}` };
}
