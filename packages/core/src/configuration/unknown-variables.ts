import type { ProviderDefinition } from "../contract/define-provider.ts";
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

/** Warnings for `SECRETS_*` variables that nothing reads and that look like one that something does. */
export function unknownVariables(
  variables: Variables,
  instances: readonly { readonly definition: ProviderDefinition; readonly instance: InstanceId }[],
): string[] {
  const known = new Set(own);
  for (const { definition, instance } of instances) {
    for (const option of Object.keys(definition.options)) {
      for (const name of optionVariables(definition, instance, option)) known.add(name);
    }
  }
  const prefixes = instances.map(({ definition }) => `SECRETS_${variablePart(definition.name)}_`);
  return variables.names().flatMap((name) => {
    if (known.has(name) || !name.startsWith("SECRETS_")) return [];
    const meant = nearest(name, known);
    const ours = prefixes.some((prefix) => name.startsWith(prefix));
    if (!ours && (meant === undefined || !own.includes(meant))) return [];
    return [
      `${name} is set in ${variables.origin(name)} and read by nothing${meant ? `: did you mean ${meant}?` : ""}`,
    ];
  });
}
