import { SecretError } from "@claviger/core/provider";
import { adviseOnProblems, describeProblems, type DotenvProblem } from "./dotenv-problem.ts";
import { explainReadFailure } from "./read-failure.ts";

/** @param title - the file as messages call it */
export function unreadableFile(title: string, error: unknown): SecretError {
  const { problem, hint, cause } = explainReadFailure(error);
  return new SecretError("not_configured", `${title} ${problem}`, {
    hint: `${hint}, or name the files to read in SECRETS_ENV_FILES`,
    location: title,
    cause,
  });
}

/** All that is wrong with a file's lines, as one error, which is located at the first of them. */
export function malformedFile(title: string, problems: readonly DotenvProblem[]): SecretError {
  const code = problems.every(({ kind }) => kind === "cut-reference") ? "invalid_ref" : "not_configured";
  return new SecretError(code, `${title} is malformed: ${describeProblems(problems)}`, {
    hint: adviseOnProblems(problems),
    location: `${title}:${problems[0]?.line}`,
  });
}
