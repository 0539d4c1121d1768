import { answers } from "../value/extract.ts";
import type { Link } from "./link.ts";
import { locationsOf } from "./locations-of.ts";
import type { Query } from "./query.ts";

/** Whether a link holds a value that it could serve for a query when its store cannot be had. */
export function canServeStale(link: Link, query: Query): boolean {
  try {
    return locationsOf(link, query).some((location) => {
      const stored = location.mints ? undefined : link.servable(location);
      return stored !== undefined && answers(stored, location, query);
    });
  } catch {
    return false;
  }
}
