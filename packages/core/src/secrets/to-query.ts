import type { Query, Wanted } from "../chain/query.ts";
import type { Location } from "../contract/location.ts";
import { SecretError } from "../errors/secret-error.ts";
import { parseReference } from "../reference/parse-reference.ts";
import { versionReference } from "../reference/version-reference.ts";
import type { BundleOptions } from "./get-options.ts";

/** What a chain needs of the manifest: checked, with locations parsed. */
export type Declarations = ReadonlyMap<
  string,
  {
    readonly from?: readonly string[];
    readonly locations?: Readonly<Record<string, Location>>;
    readonly default?: string;
  }
>;

/**
 * What a chain is asked for a name and its options.
 * @throws SecretError `invalid_ref`
 */
export function toQuery(
  asked: string,
  wanted: Wanted,
  given: BundleOptions & { readonly declarations: Declarations },
): Query {
  if (typeof asked !== "string") {
    throw new SecretError("invalid_ref", `a secret's name is a string, not ${typeof asked}`);
  }
  const { version, stage, fields, refresh = false, signal } = given;
  if (version !== undefined && stage !== undefined) {
    throw new SecretError("invalid_ref", `"${asked}" was asked for with both a version and a stage`, {
      hint: "give one of them",
    });
  }
  const reference = parseReference(asked);
  const { provider, path: name, field } = reference;
  const { from, locations } = (provider === undefined && given.declarations.get(name)) || {};
  return {
    asked,
    provider,
    name,
    field,
    version: versionReference(given) ?? reference.version,
    wanted,
    fields,
    from,
    locations,
    refresh,
    signal,
  };
}
