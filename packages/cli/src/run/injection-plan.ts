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
}

/** What a command is to get. A bundle's fields are known only when it was read. */
export interface InjectionPlan {
  /** Given by `--env`: they win over a bundle's fields. */
  readonly overBundles: readonly PlannedVariable[];
  /** References. */
  readonly bundles: readonly string[];
  /** The manifest's, then references found in the environment: a bundle's fields win over them. */
  readonly underBundles: readonly PlannedVariable[];
}

export interface InjectionSources extends Pick<Deployment, "manifest" | "references"> {
  /** As given to `--env`. */
  readonly env: readonly string[];
  /** As given to `--bundle`. */
  readonly bundles: readonly string[];
}

/**
 * Decides which variables are asked for: `--env` wins over the manifest, and that over references in the environment.
 *
 * @throws CliError `usage` if one source names a variable twice, or in a way that it cannot be called
 */
export function planInjection({ env, bundles, manifest, references }: InjectionSources): InjectionPlan {
  const named = byVariable(env.map(parseEnvOption));
  const declared = byVariable(manifestVariables(manifest));
  const found = references.map(({ name, reference, origin }) => ({ variable: name, ask: reference, origin }));
  return {
    overBundles: [...named.values()],
    bundles: [...new Set(bundles)],
    underBundles: [
      ...[...declared.values()].filter(({ variable }) => !named.has(variable)),
      ...found.filter(({ variable }) => !named.has(variable) && !declared.has(variable)),
    ],
  };
}

function manifestVariables(manifest: Deployment["manifest"]): PlannedVariable[] {
  return Object.entries(manifest).flatMap(([name, declaration]): PlannedVariable[] => {
    // Bytes have no place in a variable; who needs them reads them with `get`.
    if (declaration.type === "bytes") return [];
    const variable = variableOf(name);
    const problem = variableNameProblem(variable);
    if (problem !== undefined) throw usageError(`"${name}" of the manifest cannot be a variable: ${problem}`);
    const { required, default: fallback } = declaration;
    return [{ variable, ask: name, origin: `"${name}" of the manifest`, required, default: fallback }];
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
