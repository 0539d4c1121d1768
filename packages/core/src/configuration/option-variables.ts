import type { ProviderDefinition } from "../contract/define-provider.ts";
import type { InstanceId } from "./instance-id.ts";

/** The variables of one option of an instance, in the order in which they are read. */
export function optionVariables(
  definition: ProviderDefinition,
  { label }: InstanceId,
  option: string,
): string[] {
  const provider = variablePart(definition.name);
  const own = [`SECRETS_${provider}_${optionPart(option)}`];
  if (label !== undefined) own.unshift(`SECRETS_${provider}_${label.toUpperCase()}_${optionPart(option)}`);
  return [...own, ...(definition.options[option]?.env ?? [])];
}

/** An option's name as a part of a variable's: `maxBatch` → `MAX_BATCH`. */
export function optionPart(option: string): string {
  // Not folding, whose pattern is for every alphabet: compiling it would cost each start 1 ms.
  return option.replaceAll(/[A-Z]/g, "_$&").toUpperCase();
}

/** A provider's name as a part of a variable's: `claviger-provider-acme` → `ACME`. */
export function variablePart(provider: string): string {
  return provider
    .replace(/^.*claviger-provider-/, "")
    .replaceAll(/[-_.]+/g, "_")
    .toUpperCase();
}
