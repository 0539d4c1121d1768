import type { Deployment } from "@claviger/core";
import { usageError } from "../cli-error.ts";
import { parseEnvOption } from "./env-option.ts";
import { variableNameProblem, variableOf } from "./variable-name.ts";

/** A variable that the command is to get, and where its value comes from. */
export interface PlannedVariable {
  readonly variable: string;
  /** A name or reference, as `secrets.get` takes it. */
  readonly ask: string;
  /** Who named it, for messages: `--env`, `the manifest`, `.env:3`. */
  readonly origin: string;
  /** `false`: a secret that does not exist leaves the variable unset. @default true */
  readonly required?: boolean | undefined;
  readonly default?: string | undefined;
  /** The manifest says that it is bytes. @default false */
  readonly bytes?: boolean;
}

/** What a command is to get. A bundle's fields are known only when it was read. */
export interface InjectionPlan {
  /** Given as files: they win over everything. */
  readonly files: readonly PlannedVariable[];
  /** Given by `--env`: they win over a bundle's fields. */
  readonly overBundles: readonly PlannedVariable[];
  /** References. */
  readonly bundles: readonly string[];
  /** The manifest's, then references found in the environment: a bundle's fields win over them. */
  readonly underBundles: readonly PlannedVariable[];
  /** Which fields of bundles are given. @default all */
  readonly isSelected?: (variable: string) => boolean;
}

export interface InjectionSources extends Pick<Deployment, "manifest" | "references"> {
  /** As given to `--env`. */
  readonly env: readonly string[];
  /** As given to `--bundle`. */
  readonly bundles: readonly string[];
  /** As given to `--as-file`. */
  readonly files: readonly string[];
}

/**
 * Decides which variables are asked for: `--env` wins over the manifest, and that over references in the environment.
 *
 * @throws CliError `usage` if one source names a variable twice, or in a way that it cannot be called
 */
export function planInjection({
  env,
  bundles,
  files,
  manifest,
  references,
}: InjectionSources): InjectionPlan {
  const named = byVariable(env.map((written) => parseEnvOption(written)));
  const declared = byVariable(manifestVariables(manifest));
  const found = references.map(({ name, reference, origin }) => ({ variable: name, ask: reference, origin }));
  const inFiles = byVariable(
    files.map((written) => fileVariable(written, [...named.values(), ...declared.values(), ...found])),
  );
  const inVariable = ({ variable }: PlannedVariable): boolean => !inFiles.has(variable);
  return {
    files: [...inFiles.values()],
    overBundles: [...named.values()].filter(inVariable),
    bundles: [...new Set(bundles)],
    underBundles: [
      // Bytes have no place in a variable; who needs them takes them as a file.
      ...[...declared.values()].filter(({ variable, bytes }) => !named.has(variable) && !bytes),
      ...found.filter(({ variable }) => !named.has(variable) && !declared.has(variable)),
    ].filter(inVariable),
  };
}

/** `NAME=ref`, or `NAME` of what is planned anyway, or else for a secret of that name. */
function fileVariable(written: string, planned: readonly PlannedVariable[]): PlannedVariable {
  const asked = parseEnvOption(written, "--as-file");
  const known = written.includes("=")
    ? undefined
    : planned.find(({ variable }) => variable === asked.variable);
  return known ?? asked;
}

function manifestVariables(manifest: Deployment["manifest"]): PlannedVariable[] {
  return Object.entries(manifest).flatMap(([name, declaration]): PlannedVariable[] => {
    const variable = variableOf(name);
    const problem = variableNameProblem(variable);
    if (problem !== undefined) throw usageError(`"${name}" of the manifest cannot be a variable: ${problem}`);
    const { required, default: fallback, type } = declaration;
    const origin = `"${name}" of the manifest`;
    return [{ variable, ask: name, origin, required, default: fallback, bytes: type === "bytes" }];
  });
}

function byVariable(planned: readonly PlannedVariable[]): Map<string, PlannedVariable> {
  const variables = new Map<string, PlannedVariable>();
  for (const one of planned) {
    const other = variables.get(one.variable);
    if (other !== undefined) {
      throw usageError(
        `${other.origin} and ${one.origin} both give the variable ${one.variable}`,
        "name it once",
      );
    }
    variables.set(one.variable, one);
  }
  return variables;
}
