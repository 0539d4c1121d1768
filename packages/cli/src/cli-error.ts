import type { ExitCode } from "./exit-code.ts";

export interface CliErrorDetails {
  /** For programs: the `code` in the JSON of a failure. */
  readonly code: CliErrorCode;
  readonly exitCode: ExitCode;
  /** What to do next, as a sentence without full stop. */
  readonly hint?: string | undefined;
  /** The single failures, where there are several: each with what it is about. */
  readonly failures?: readonly NamedFailure[];
}

export type CliErrorCode =
  | "usage"
  | "secrets_failed"
  | "invalid_variable"
  | "too_long"
  | "command_not_found"
  | "command_not_executable"
  | "output_failed"
  | "interrupted"
  | "files_failed"
  | "unusable_credential"
  | "unsupported"
  | "outdated"
  | "busy"
  | "incomplete";

/** One of several failures. */
export interface NamedFailure {
  /** The variable or the option that it is about. */
  readonly subject: string;
  readonly error: unknown;
}

/** A failure of the command line itself rather than of a secret. Its message never holds a value. */
export class CliError extends Error {
  readonly code: CliErrorCode;
  readonly exitCode: ExitCode;
  readonly hint: string | undefined;
  readonly failures: readonly NamedFailure[];

  /** @param problem - what is wrong, without a full stop */
  constructor(problem: string, { code, exitCode, hint, failures = [] }: CliErrorDetails) {
    super(problem);
    this.name = "CliError";
    this.code = code;
    this.exitCode = exitCode;
    this.hint = hint;
    this.failures = failures;
  }
}

/** The command line is wrong. */
export function usageError(problem: string, hint?: string): CliError {
  return new CliError(problem, { code: "usage", exitCode: 2, hint });
}
