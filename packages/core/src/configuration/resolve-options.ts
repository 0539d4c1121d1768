import type { ProviderDefinition } from "../contract/define-provider.ts";
import type { OptionSpec, OptionSpecs } from "../contract/option-spec.ts";
import { SecretError } from "../errors/secret-error.ts";
import { fillEnvironment } from "./environment-name.ts";
import { instanceOptions } from "./instance-options.ts";
import type { InstanceId } from "./instance-id.ts";
import { nearest } from "./nearest.ts";
import { checkOption, parseOption } from "./option-value.ts";
import { optionPart, optionVariables } from "./option-variables.ts";
import type { Variables } from "./variables.ts";

export interface OptionSources {
  /** What the code gave: it wins. */
  readonly code: Readonly<Record<string, unknown>>;
  readonly variables: Variables;
  /** What the configuration file gave: variables win over it. */
  readonly file?: Readonly<Record<string, unknown>>;
  readonly environment: string;
}

/** The options of an instance: its provider's, and those that say what core does with it. */
export interface ResolvedOptions {
  readonly options: Readonly<Record<string, unknown>>;
  readonly linkOptions: { readonly denied?: unknown };
}

/**
 * The options of an instance: from the code, its labelled variables, the provider's, the back end's own, the
 * configuration file, or the default, in this order.
 *
 * @throws SecretError `not_configured`, with every problem of every option
 */
export function resolveOptions(
  definition: ProviderDefinition,
  instance: InstanceId,
  sources: OptionSources,
): ResolvedOptions {
  const options: Record<string, unknown> = {};
  const specs: OptionSpecs = { ...definition.options, ...instanceOptions };
  const problems = [...labelProblems(specs, instance), ...unknownOptions(specs, sources)];
  for (const [name, spec] of Object.entries(specs)) {
    const variables = optionVariables(definition, instance, name);
    const { value, problem } = resolveOption(name, spec, variables, sources);
    if (problem !== undefined) problems.push(problem);
    else if (value !== undefined) options[name] = fill(value, spec, sources.environment);
    else if (spec.required) problems.push(`${name} is missing: set ${variables.join(" or ")} (${spec.doc})`);
  }
  const { denied, ...own } = options;
  if (problems.length === 0) return { options: own, linkOptions: { denied } };
  throw new SecretError(
    "not_configured",
    `provider ${instance.id} is not configured: ${problems.join("; ")}`,
    {
      provider: instance.id,
      hint: "set what is missing and correct what is wrong; the process's environment wins over .env files",
    },
  );
}

interface Resolved {
  readonly value?: unknown;
  readonly problem?: string | undefined;
}

function resolveOption(
  name: string,
  spec: OptionSpec,
  variables: readonly string[],
  { code, variables: set, file = {} }: OptionSources,
): Resolved {
  const given = (value: unknown, where: string): Resolved | undefined =>
    value === undefined ? undefined : { value, problem: checkOption(value, spec, where) };
  const found = set.first(variables);
  return (
    given(code[name], `option ${name}`) ??
    (found && parseOption(found.value, spec, `${found.name} in ${set.origin(found.name)}`)) ??
    given(file[name], `${name} in the configuration file`) ?? { value: spec.default }
  );
}

/** A label that reads like an option would make `SECRETS_AWS_REGION_…` mean two things. */
function labelProblems(specs: OptionSpecs, { label }: InstanceId): string[] {
  if (label === undefined) return [];
  const word = label.toUpperCase();
  const option = Object.keys(specs).find((name) => `${optionPart(name)}_`.startsWith(`${word}_`));
  return option === undefined
    ? []
    : [`the label "${label}" is a word of its option "${option}": choose another`];
}

function unknownOptions(specs: OptionSpecs, { code, file = {} }: OptionSources): string[] {
  const known = Object.keys(specs);
  return [...new Set([...Object.keys(code), ...Object.keys(file)])]
    .filter((name) => !known.includes(name))
    .map((name) => {
      const meant = nearest(name, known);
      return `unknown option "${name}"${meant ? `, did you mean "${meant}"?` : `: it has ${known.join(", ")}`}`;
    });
}

function fill(value: unknown, spec: OptionSpec, environment: string): unknown {
  if (spec.secret) return value;
  if (typeof value === "string") return fillEnvironment(value, environment);
  return Array.isArray(value) ? value.map((item) => fillEnvironment(String(item), environment)) : value;
}
