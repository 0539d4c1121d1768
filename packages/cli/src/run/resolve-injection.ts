import { SecretError } from "@claviger/core";
import type { Secrets } from "@claviger/core";
import { CliError, type NamedFailure } from "../cli-error.ts";
import { exitCodes } from "../exit-code.ts";
import type { InjectionPlan, PlannedVariable } from "./injection-plan.ts";
import { variableNameProblem } from "./variable-name.ts";

/** Values by variable. */
type Variables = ReadonlyMap<string, string>;

/** What a command gets. */
export interface Injection {
  readonly variables: Variables;
  /** By the variable that is to hold the file's path. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

interface ReadVariables<Value = string> {
  readonly values: ReadonlyMap<string, Value>;
  readonly failures: ReadonlyMap<string, NamedFailure>;
}

/**
 * Reads everything that a plan names, all at once.
 *
 * @throws CliError `secrets_failed`, with every failure
 */
export async function resolveInjection(
  { files, overBundles, bundles, underBundles, isSelected = () => true }: InjectionPlan,
  secrets: Pick<Secrets, "get" | "getBytes" | "getBundle">,
): Promise<Injection> {
  const [inFiles, over, read, under] = await Promise.all([
    readAll(files, ({ ask }) => secrets.getBytes(ask)),
    readVariables(overBundles, secrets),
    readBundles(bundles, { secrets, isSelected }),
    readVariables(underBundles, secrets),
  ]);
  // What a bundle gives need not be had elsewhere; what --env gives is no field of a bundle.
  const failedUnder = [...under.failures].filter(([variable]) => !read.values.has(variable));
  const failures = [
    ...inFiles.failures.values(),
    ...over.failures.values(),
    ...read.failures.values(),
    ...failedUnder.map(([, failure]) => failure),
  ];
  if (failures.length > 0) throw secretsFailed(failures);
  const variables = new Map([...under.values, ...read.values, ...over.values]);
  for (const variable of inFiles.values.keys()) variables.delete(variable);
  return { variables, files: inFiles.values };
}

function readVariables(
  planned: readonly PlannedVariable[],
  secrets: Pick<Secrets, "get">,
): Promise<ReadVariables> {
  return readAll(planned, ({ ask, required, default: fallback }) =>
    secrets.get(ask, { required, default: fallback }),
  );
}

async function readAll<Value>(
  planned: readonly PlannedVariable[],
  read: (variable: PlannedVariable) => Promise<Value | undefined>,
): Promise<ReadVariables<Value>> {
  const values = new Map<string, Value>();
  const failures = new Map<string, NamedFailure>();
  const results = await Promise.allSettled(planned.map(read));
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
  {
    secrets,
    isSelected,
  }: { readonly secrets: Pick<Secrets, "getBundle">; readonly isSelected: (variable: string) => boolean },
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
      if (!isSelected(field)) continue;
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
