import type { Location } from "../contract/location.ts";
import type { Link } from "./link.ts";
import { ofLink } from "./of-link.ts";
import type { Query } from "./query.ts";

/**
 * Where a link would keep what is asked for: the reference's path, else the manifest's location, else the naming rule's.
 * @throws SecretError `invalid_ref`
 */
export function locationsOf(link: Link, query: Query): readonly Location[] {
  if (query.provider !== undefined) return [pin(link.parse(query.name), query)];
  const declared = query.locations && ofLink(query.locations, link.id);
  if (declared) return [pin({ ...link.parse(declared.path), ...declared }, query)];
  const as = query.wanted === "bundle" ? "bundle" : "value";
  return link.locate({ name: query.name, as }).map((location) => pin(location, query));
}

/** The stage `current` is what an ordinary read gives, so that it shares its cache entry. */
function pin(location: Location, { version }: Query): Location {
  if (!version || ("stage" in version && version.stage === "current")) return location;
  return { ...location, version };
}
