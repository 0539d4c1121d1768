import { SecretError } from "@claviger/core/provider";
import type { Ask, Location } from "@claviger/core/provider";

/** A variable holds one value of one name: no bundles (core puts those together from single names), no `/`. */
export function variableLocations({ name, as }: Ask): readonly Location[] {
  return as === "value" && canBeVariable(name) ? [{ path: name }] : [];
}

/** @throws SecretError `invalid_ref` if no variable can have that name */
export function parseVariableName(name: string): Location {
  if (canBeVariable(name)) return { path: name };
  throw new SecretError("invalid_ref", `${JSON.stringify(name)} cannot be the name of a variable`, {
    hint: 'write one segment without "=" and control characters, such as secret://env/DATABASE_URL',
  });
}

// oxlint-disable-next-line no-control-regex -- written out, since \p{Cc} takes 0.1 ms of a start to compile
const unfit = /[/=\0-\x1f\x7f-\x9f]/;

function canBeVariable(name: string): boolean {
  return !["", ".", ".."].includes(name) && !unfit.test(name) && name.isWellFormed();
}
