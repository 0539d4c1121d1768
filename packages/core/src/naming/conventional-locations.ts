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
 * its own in the provider's case; with both, the bundle first; with neither, the name as it is. A name with `/` is
 * appended as written. A bundle that is asked for by name is always a secret of its own.
 */
export function conventionalLocations(ask: Ask, convention: NamingConvention): Location[] {
  const { bundle, prefix } = convention;
  const locations: Location[] = [];
  if (ask.as === "value" && bundle) locations.push({ path: bundle, field: ask.name, derived: true });
  if (prefix) {
    const name = ask.name.includes("/") ? ask.name : applyCase(ask.name, convention.case ?? "as-is");
    locations.push({ path: joinPrefix(prefix, name) });
  } else if (!bundle || ask.as === "bundle") {
    locations.push({
      path: ask.name.includes("/") ? ask.name : applyCase(ask.name, convention.case ?? "as-is"),
    });
  }
  return locations;
}

function joinPrefix(prefix: string, name: string): string {
  return /[/\-_.]$/.test(prefix) ? prefix + name : `${prefix}/${name}`;
}
