import type { Query, Wanted } from "../chain/query.ts";
import type { Location, VersionReference } from "../contract/location.ts";
import { SecretError } from "../errors/secret-error.ts";
import { parseReference } from "../reference/parse-reference.ts";
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
  const reference = parseReference(asked);
  const declared = reference.provider === undefined ? given.declarations.get(reference.path) : undefined;
  return {
    asked,
    provider: reference.provider,
    name: reference.path,
    field: reference.field,
    version: pinned(asked, given) ?? reference.version,
    wanted,
    fields: given.fields,
    from: declared?.from,
    locations: declared?.locations,
    refresh: given.refresh ?? false,
    signal: given.signal,
  };
}

function pinned(asked: string, { version, stage }: BundleOptions): VersionReference | undefined {
  if (version !== undefined && stage !== undefined) {
    throw new SecretError("invalid_ref", `"${asked}" was asked for with both a version and a stage`, {
      hint: "give one of them",
    });
  }
  if (version !== undefined) return { version };
  return stage === undefined ? undefined : { stage };
}
