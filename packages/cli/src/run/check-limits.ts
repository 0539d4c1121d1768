import { CliError, type NamedFailure } from "../cli-error.ts";
import { exitCodes } from "../exit-code.ts";
import type { SystemLimits } from "./system-limits.ts";

export interface ProgramInput {
  /** The command and its arguments. */
  readonly args: readonly string[];
  /** The whole environment of the command. */
  readonly environment: Readonly<Record<string, string>>;
  /** Those of its variables that claviger gives. */
  readonly injected: readonly string[];
}

const pointer = 8;

/**
 * Makes sure that the system can take the arguments and variables, since a program that it refuses cannot be told from
 * one that fails. Problems are named by variable; a value is never shown.
 *
 * @throws CliError `invalid_variable`: a NUL, or half a character; `too_long`
 */
export function checkLimits(input: ProgramInput, limits: SystemLimits): void {
  const invalid = invalidVariables(input);
  if (invalid.length > 0)
    throw refused("invalid_variable", "a variable cannot be given to the command", invalid);
  const long = [...longVariables(input, limits), ...longArguments(input.args, limits)];
  if (long.length > 0) throw refused("too_long", `the command cannot be given something that long`, long);
  const total = totalSize(input, limits);
  if (total > limits.totalAtLeast && total > limits.total) throw tooMuch(input, limits, total);
}

function invalidVariables({ environment, injected }: ProgramInput): NamedFailure[] {
  return injected.flatMap((name) => {
    const value = environment[name] ?? "";
    const hint = "have the command read it itself, or store it as text, in Base64 for example";
    if (value.includes("\0")) return [failure(name, "the value holds a NUL character", hint)];
    if (!value.isWellFormed()) return [failure(name, "the value is not well-formed Unicode", hint)];
    return [];
  });
}

function longVariables({ environment }: ProgramInput, limits: SystemLimits): NamedFailure[] {
  return Object.entries(environment).flatMap(([name, value]) => {
    const size = sizeOf(name, limits) + 1 + sizeOf(value, limits);
    if (size <= limits.string) return [];
    const problem = `${size} ${limits.unit} with its name, and ${limits.system} takes ${limits.string}`;
    return [failure(name, problem, "have the command read it itself, or give it the name of a file")];
  });
}

function longArguments(args: readonly string[], limits: SystemLimits): NamedFailure[] {
  return args.flatMap((arg, index) => {
    const size = sizeOf(arg, limits);
    if (size <= limits.string) return [];
    return [
      failure(`argument ${index}`, `${size} ${limits.unit}, and ${limits.system} takes ${limits.string}`),
    ];
  });
}

function totalSize({ args, environment }: ProgramInput, limits: SystemLimits): number {
  let total = 2 * pointer;
  for (const arg of args) total += sizeOf(arg, limits) + 1 + pointer;
  for (const [name, value] of Object.entries(environment)) {
    total += sizeOf(name, limits) + sizeOf(value, limits) + 2 + pointer;
  }
  return total;
}

function tooMuch({ environment, injected }: ProgramInput, limits: SystemLimits, total: number): CliError {
  const largest = injected
    .toSorted((a, b) => (environment[b]?.length ?? 0) - (environment[a]?.length ?? 0))
    .slice(0, 3);
  const named = largest.length > 0 ? `; the largest that claviger gives: ${largest.join(", ")}` : "";
  return new CliError(
    `the arguments and variables of the command take ${total} ${limits.unit}, and ${limits.system} takes ${limits.total}${named}`,
    {
      code: "too_long",
      exitCode: exitCodes.runFailed,
      hint: "give the command fewer variables: --pristine leaves out those of this shell",
    },
  );
}

function sizeOf(text: string, { unit }: SystemLimits): number {
  return unit === "bytes" ? Buffer.byteLength(text) : text.length;
}

function failure(subject: string, problem: string, hint?: string): NamedFailure {
  return { subject, error: new CliError(problem, { code: "too_long", exitCode: exitCodes.runFailed, hint }) };
}

function refused(
  code: "invalid_variable" | "too_long",
  problem: string,
  failures: readonly NamedFailure[],
): CliError {
  return new CliError(`${problem}, and it was not started`, {
    code,
    exitCode: exitCodes.runFailed,
    failures,
  });
}
