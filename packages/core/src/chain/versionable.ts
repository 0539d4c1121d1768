import type { Location } from "../contract/location.ts";
import { SecretError } from "../errors/secret-error.ts";
import type { Link } from "./link.ts";

/** A store without versions is asked for what it has: a reference found there carries the version to its target. */
export function versionable(link: Link, location: Location): Location {
  if (!location.version || link.capabilities.versions !== "none") return location;
  if (!link.capabilities.references) throw noVersions(link);
  const { version: _, ...unpinned } = location;
  return unpinned;
}

/** What a store without versions says to a version. */
export function noVersions(link: Link): SecretError {
  return new SecretError("unsupported", `${link.id} keeps no versions`, { provider: link.id });
}
