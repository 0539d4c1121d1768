import type { Ask, Location } from "../contract/location.ts";
import { applyCase, type NameCase } from "./case.ts";

export interface NamingConvention {
  /** One secret whose fields are the names. */
  readonly bundle?: string | undefined;
  /** Put before a name to make the path of a secret of its own; a `/` is added where it does not end with one of `/ - _ .` */
  readonly prefix?: string | undefined;
  /** @default "as-is" */
  readonly case?: NameCase | undefined;
}

/**
 * The naming rule that all stores share: with a bundle, a name is a field of that one secret; with a prefix, a secret of
 * its own in the provider's case; with both, the bundle first; with neither, the name as it is. A name with `/` is a path
 * and no field: it is a secret of its own, as written, and so is a bundle that is asked for by name.
 */
export function conventionalLocations({ name, as }: Ask, convention: NamingConvention): Location[] {
  const { bundle, prefix, case: nameCase = "as-is" } = convention;
  const isPath = name.includes("/");
  const locations: Location[] = [];
  const inBundle = bundle && as === "value" && !isPath;
  if (inBundle) locations.push({ path: bundle, field: name, derived: true });
  if (prefix || !inBundle) {
    locations.push({ path: joinPrefix(prefix, isPath ? name : applyCase(name, nameCase)) });
  }
  return locations;
}

function joinPrefix(prefix: string | undefined, name: string): string {
  return !prefix || /[/\-_.]$/.test(prefix) ? `${prefix ?? ""}${name}` : `${prefix}/${name}`;
}
