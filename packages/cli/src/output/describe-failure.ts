import { isSecretError } from "@claviger/core";
import { CliError } from "../cli-error.ts";
import { printable } from "./printable.ts";

/** Something thrown as lines for people: what failed, and what to do next. The first line has no "claviger:" yet. */
export function describeFailure(error: unknown): string[] {
  if (error instanceof CliError) {
    const details = error.failures.map(
      ({ subject, error }) => `  ${printable(subject)}: ${describeFailure(error).join(" ")}`,
    );
    return [sentence(error.message, error.hint), ...details];
  }
  if (isSecretError(error)) {
    const details = error.errors.map((single) => `  ${describeFailure(single).join(" ")}`);
    // One that stands for several has them in its text too, a line each.
    const [problem = ""] = details.length > 0 ? error.problem.split("\n") : [error.problem];
    return [sentence(`${problem.replace(/:$/, "")} (${error.code})`, error.hint), ...details];
  }
  // The message of anything else is not ours: it may quote whatever it was working on.
  return [
    sentence(
      `internal error: ${errorName(error)}`,
      "report it, with the frames that CLAVIGER_DEBUG=1 prints",
    ),
  ];
}

/** Something thrown as data. */
export function failureJson(error: unknown): Record<string, unknown> {
  if (error instanceof CliError) {
    const failures = error.failures.map(({ subject, error }) => ({ subject, ...failureJson(error) }));
    const { code, message, hint } = error;
    return { code, message, hint, ...(failures.length > 0 && { failures }) };
  }
  if (isSecretError(error)) {
    const errors = error.errors.map(failureJson);
    return {
      ...error.toJSON(),
      name: undefined,
      message: error.problem,
      ...(errors.length > 0 && { errors }),
    };
  }
  return { code: "internal", message: `internal error: ${errorName(error)}` };
}

function sentence(problem: string, hint: string | undefined): string {
  return printable(hint === undefined ? problem : `${problem}. Next: ${hint}`);
}

function errorName(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const code = "code" in error && typeof error.code === "string" ? ` ${error.code}` : "";
  return `${error.name}${code}`;
}
