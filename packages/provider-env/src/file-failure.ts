import { SecretError } from "@claviger/core/provider";
import type { ErrorCode, SanitisedCause } from "@claviger/core/provider";
import { adviseOnProblems, describeProblems, type DotenvProblem } from "./dotenv-problem.ts";
import { explainReadFailure } from "./read-failure.ts";

/** Why a `.env` file is of no use, in the parts of a `SecretError`. */
export interface FileFailure {
  readonly code: ErrorCode;
  readonly problem: string;
  readonly hint: string;
  /** The file, and the first line where lines are wrong. */
  readonly location: string;
  readonly cause?: SanitisedCause;
}

/** @param title - the file as messages call it */
export function unreadableFile(title: string, error: unknown): FileFailure {
  const { problem, hint, cause } = explainReadFailure(error);
  return {
    code: "not_configured",
    problem: `${title} ${problem}`,
    hint: `${hint}, or name the files to read in SECRETS_ENV_FILES`,
    location: title,
    cause,
  };
}

/** All that is wrong with a file's lines, as one failure. */
export function malformedFile(title: string, problems: readonly DotenvProblem[]): FileFailure {
  return {
    code: problems.every(({ kind }) => kind === "cut-reference") ? "invalid_ref" : "not_configured",
    problem: `${title} is malformed: ${describeProblems(problems)}`,
    hint: adviseOnProblems(problems),
    location: `${title}:${problems[0]?.line}`,
  };
}

/** A failure as what a read throws. */
export function failureError({ code, problem, ...details }: FileFailure): SecretError {
  return new SecretError(code, problem, details);
}

/** The failures of several files as one error. */
export function failuresError([first, ...others]: readonly [FileFailure, ...FileFailure[]]): SecretError {
  if (others.length === 0) return failureError(first);
  const all = [first, ...others];
  return new SecretError(first.code, all.map(({ problem }) => problem).join("; "), {
    location: first.location,
    hint: [...new Set(all.map(({ hint }) => hint))].join("; "),
    errors: all.map(failureError),
  });
}
