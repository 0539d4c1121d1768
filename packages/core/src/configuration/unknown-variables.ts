import type { ProviderDefinition } from "../contract/define-provider.ts";
import { instanceOptions } from "./instance-options.ts";
import type { InstanceId } from "./instance-id.ts";
import { nearest } from "./nearest.ts";
import { optionVariables, variablePart } from "./option-variables.ts";
import type { Variables } from "./variables.ts";

/** The variables that core reads itself. */
const own = [
  "SECRETS_PROVIDERS",
  "SECRETS_ENVIRONMENT",
  "SECRETS_FALLBACK",
  "SECRETS_CACHE_TTL",
  "SECRETS_STALE_TTL",
  "SECRETS_ENV_FILES",
  "SECRETS_ENV_CASE",
];

const prefix = "SECRETS_";

/** Warnings for `SECRETS_*` variables that nothing reads and that look like one that something does. */
export function unknownVariables(
  variables: Variables,
  instances: readonly { readonly definition: ProviderDefinition; readonly instance: InstanceId }[],
): string[] {
  const known = new Set(
    [...own, ...instances.flatMap(variablesOf)].filter((name) => name.startsWith(prefix)),
  );
  // Compared without what they all start with, which would make any two of them look alike.
  const rests = [...known].map((name) => name.slice(prefix.length));
  const ours = instances.map(({ definition }) => `${prefix}${variablePart(definition.name)}_`);
  return variables.names().flatMap((name) => {
    if (known.has(name) || !name.startsWith(prefix)) return [];
    const rest = nearest(name.slice(prefix.length), rests);
    const meant = rest === undefined ? undefined : prefix + rest;
    const isOurs = ours.some((start) => name.startsWith(start));
    if (!isOurs && (meant === undefined || !own.includes(meant))) return [];
    return [
      `${name} is set in ${variables.origin(name)} and read by nothing${meant ? `: did you mean ${meant}?` : ""}`,
    ];
  });
}

function variablesOf({
  definition,
  instance,
}: {
  readonly definition: ProviderDefinition;
  readonly instance: InstanceId;
}): string[] {
  return Object.keys({ ...definition.options, ...instanceOptions }).flatMap((option) =>
    optionVariables(definition, instance, option),
  );
}
