import type { Link } from "./link.ts";
import { locationsOf } from "./locations-of.ts";
import type { Query } from "./query.ts";

/** Whether a link holds a value past its TTL that it could serve for a query. */
export function canServeStale(link: Link, query: Query): boolean {
  try {
    return locationsOf(link, query).some((location) => !location.mints && link.canServeStale(location));
  } catch {
    return false;
  }
}
