import { isSecretError } from "@claviger/core";
import type { ErrorCode } from "@claviger/core";
import { CliError } from "./cli-error.ts";

/** Every exit code of claviger's own. `run` otherwise ends as its command does. */
export const exitCodes = {
  ok: 0,
  /** A defect, or the read was aborted. */
  internal: 1,
  /** `diff` only: the two are not the same. */
  different: 1,
  /** The command line is wrong. */
  usage: 2,
  /** There is no such secret, field or version. */
  notFound: 3,
  /** The store refused: denied, not logged in, or the secret is switched off. */
  refused: 4,
  /** No answer now: unreachable, throttled, too slow. Worth another try. */
  unavailable: 5,
  /** The configuration, the reference or the stored value has to be corrected. */
  misconfigured: 6,
  /** A person said no, or left a prompt. */
  interrupted: 130,
  /** `run`: claviger failed, and the command was not started; `diff`: an internal error. */
  runFailed: 125,
  /** `run` only: the command was found and cannot be executed. */
  commandNotExecutable: 126,
  /** `run` only: the command was not found. */
  commandNotFound: 127,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const byErrorCode: Readonly<Record<ErrorCode, ExitCode>> = {
  not_found: exitCodes.notFound,
  field_not_found: exitCodes.notFound,
  version_not_found: exitCodes.notFound,
  deleted: exitCodes.notFound,
  denied: exitCodes.refused,
  auth_failed: exitCodes.refused,
  disabled: exitCodes.refused,
  unavailable: exitCodes.unavailable,
  timeout: exitCodes.unavailable,
  throttled: exitCodes.unavailable,
  not_configured: exitCodes.misconfigured,
  invalid_ref: exitCodes.misconfigured,
  invalid_value: exitCodes.misconfigured,
  decode: exitCodes.misconfigured,
  conflict: exitCodes.misconfigured,
  unsupported: exitCodes.misconfigured,
  aborted: exitCodes.internal,
  internal: exitCodes.internal,
};

/** The exit code for something thrown, outside `run`. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CliError) return error.exitCode;
  // A provider of another version may have a code that this one does not know.
  if (isSecretError(error)) return byErrorCode[error.code] ?? exitCodes.internal;
  return exitCodes.internal;
}

/**
 * The same for `run`: whatever fails before the command is 125, unless it is about the command itself, since every other
 * code is the command's own.
 */
export function runExitCodeOf(error: unknown): ExitCode {
  const exitCode = exitCodeOf(error);
  const { commandNotFound, commandNotExecutable, runFailed } = exitCodes;
  return exitCode === commandNotFound || exitCode === commandNotExecutable ? exitCode : runFailed;
}

/** The same for `diff`, whose 1 says that there is a difference. */
export function diffExitCodeOf(error: unknown): ExitCode {
  const exitCode = exitCodeOf(error);
  return exitCode === exitCodes.different ? exitCodes.runFailed : exitCode;
}
