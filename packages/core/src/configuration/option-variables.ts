import type { ProviderDefinition } from "../contract/define-provider.ts";
import { fold, words } from "../naming/fold.ts";
import type { InstanceId } from "./instance-id.ts";

/** The variables of one option of an instance, in the order in which they are read. */
export function optionVariables(
  definition: ProviderDefinition,
  { label }: InstanceId,
  option: string,
): string[] {
  const own = [`SECRETS_${variablePart(definition.name)}_${fold(option)}`];
  if (label !== undefined)
    own.unshift(`SECRETS_${variablePart(definition.name)}_${label.toUpperCase()}_${fold(option)}`);
  return [...own, ...(definition.options[option]?.env ?? [])];
}

/** A provider's name as a part of a variable's: `claviger-provider-acme` → `ACME`. */
export function variablePart(provider: string): string {
  return words(provider.replace(/^.*claviger-provider-/, ""))
    .join("_")
    .toUpperCase();
}
