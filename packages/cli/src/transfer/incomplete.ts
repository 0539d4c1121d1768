import { CliError, type NamedFailure } from "../cli-error.ts";
import { exitCodeOf, exitCodes } from "../exit-code.ts";
import type { Finding } from "./survey.ts";
import type { Outcome } from "./write-job.ts";

/** More than these are one failure of the store, and not many. The result of the command has them all. */
const mostListed = 20;

/** What a plan cannot do: nothing is written then. */
export function planFailures(findings: readonly Finding[]): NamedFailure[] {
  return findings.flatMap((finding) =>
    finding.action === "failed" ? [{ subject: finding.entry.name, error: finding.error }] : [],
  );
}

/** What was not written. */
export function writeFailures(outcomes: readonly Outcome[]): NamedFailure[] {
  return outcomes.flatMap(({ finding, result, error }) =>
    result === "failed" ? [{ subject: finding.entry.name, error }] : [],
  );
}

/** The error that ends a command of which not everything could be done: with the exit code of the first failure. */
export function incomplete(
  problem: string,
  { failures, hint }: { readonly failures: readonly NamedFailure[]; readonly hint: string },
): CliError {
  const [first] = failures;
  const exitCode = first ? exitCodeOf(first.error) : exitCodes.internal;
  const more = failures.length - mostListed;
  const said = more > 0 ? `${problem}; the first ${mostListed} of them` : problem;
  return new CliError(said, { code: "incomplete", exitCode, failures: failures.slice(0, mostListed), hint });
}
