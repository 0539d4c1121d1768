import { SecretError } from "@claviger/core";
import type { Secrets } from "@claviger/core";
import { CliError, type NamedFailure } from "../cli-error.ts";
import { exitCodes } from "../exit-code.ts";
import type { InjectionPlan, PlannedVariable } from "./injection-plan.ts";
import { variableNameProblem } from "./variable-name.ts";

/** Values by variable. */
type Variables = ReadonlyMap<string, string>;

interface ReadVariables {
  readonly values: Variables;
  readonly failures: ReadonlyMap<string, NamedFailure>;
}

/**
 * Reads everything that a plan names, all at once.
 *
 * @throws CliError `secrets_failed`, with every failure
 */
export async function resolveInjection(
  { overBundles, bundles, underBundles }: InjectionPlan,
  secrets: Pick<Secrets, "get" | "getBundle">,
): Promise<Variables> {
  const [over, read, under] = await Promise.all([
    readVariables(overBundles, secrets),
    readBundles(bundles, secrets),
    readVariables(underBundles, secrets),
  ]);
  // What a bundle gives need not be had elsewhere; what --env gives is no field of a bundle.
  const failedUnder = [...under.failures].filter(([variable]) => !read.values.has(variable));
  const failures = [
    ...over.failures.values(),
    ...read.failures.values(),
    ...failedUnder.map(([, failure]) => failure),
  ];
  if (failures.length > 0) throw secretsFailed(failures);
  return new Map([...under.values, ...read.values, ...over.values]);
}

async function readVariables(
  planned: readonly PlannedVariable[],
  secrets: Pick<Secrets, "get">,
): Promise<ReadVariables> {
  const values = new Map<string, string>();
  const failures = new Map<string, NamedFailure>();
  const results = await Promise.allSettled(
    planned.map(({ ask, required, default: fallback }) => secrets.get(ask, { required, default: fallback })),
  );
  for (const [index, result] of results.entries()) {
    const { variable = "", origin = "" } = planned[index] ?? {};
    if (result.status === "rejected")
      failures.set(variable, { subject: `${variable} (${origin})`, error: result.reason });
    else if (result.value !== undefined) values.set(variable, result.value);
  }
  return { values, failures };
}

async function readBundles(
  bundles: readonly string[],
  secrets: Pick<Secrets, "getBundle">,
): Promise<ReadVariables> {
  const values = new Map<string, string>();
  const failures = new Map<string, NamedFailure>();
  const givenBy = new Map<string, string>();
  const results = await Promise.allSettled(bundles.map((bundle) => secrets.getBundle(bundle)));
  for (const [index, result] of results.entries()) {
    const bundle = bundles[index] ?? "";
    const subject = `--bundle ${bundle}`;
    if (result.status === "rejected") {
      failures.set(subject, { subject, error: result.reason });
      continue;
    }
    for (const [field, value] of Object.entries(result.value)) {
      const problem = fieldProblem(field, givenBy.get(field));
      if (problem === undefined) values.set(field, value);
      else failures.set(`${subject} ${field}`, { subject, error: unusableField(field, problem) });
      givenBy.set(field, bundle);
    }
  }
  return { values, failures };
}

function fieldProblem(field: string, givenBy: string | undefined): string | undefined {
  const problem = variableNameProblem(field);
  return problem ?? (givenBy === undefined ? undefined : `--bundle ${givenBy} gives it too`);
}

function unusableField(field: string, problem: string): SecretError {
  return new SecretError("decode", `its field ${JSON.stringify(field)} cannot be a variable: ${problem}`, {
    hint: "name the fields you need one by one: --env NAME=bundle#field",
  });
}

function secretsFailed(failures: readonly NamedFailure[]): CliError {
  const count = failures.length === 1 ? "a secret" : `${failures.length} secrets`;
  return new CliError(`${count} could not be had, and the command was not started`, {
    code: "secrets_failed",
    exitCode: exitCodes.runFailed,
    failures,
  });
}
