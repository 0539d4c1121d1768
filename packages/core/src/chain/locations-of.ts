import type { Location } from "../contract/location.ts";
import { foreignError } from "./foreign-error.ts";
import type { Link } from "./link.ts";
import { ofLink } from "./of-link.ts";
import type { Query } from "./query.ts";

/**
 * Where a link would keep what is asked for: the reference's path, else the manifest's location, else the naming rule's.
 * @throws SecretError `invalid_ref`
 */
export function locationsOf(link: Link, query: Query): readonly Location[] {
  try {
    return located(link, query).map((location) => pin(location, query));
  } catch (error) {
    throw foreignError(error, { provider: link.id });
  }
}

function located({ id, provider }: Link, query: Query): readonly Location[] {
  if (query.provider !== undefined) return [provider.parse(query.name)];
  const declared = query.locations && ofLink(query.locations, id);
  if (declared) return [{ ...provider.parse(declared.path), ...declared }];
  return provider.locate({ name: query.name, as: query.wanted === "bundle" ? "bundle" : "value" });
}

/** The stage `current` is what an ordinary read gives, so that it shares its cache entry. */
function pin(location: Location, { version }: Query): Location {
  if (!version || ("stage" in version && version.stage === "current")) return location;
  return { ...location, version };
}
