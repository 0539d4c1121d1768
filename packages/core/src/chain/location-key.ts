import type { Location } from "../contract/location.ts";

/** The key of a cache: path and version, since core cuts fields. A NUL cannot be part of either. */
export function locationKey({ path, version }: Pick<Location, "path" | "version">): string {
  if (!version) return path;
  return "version" in version ? `${path}\0version\0${version.version}` : `${path}\0stage\0${version.stage}`;
}

/** How a location is shown: `secret/imip/production#MONGO_URI`. */
export function showLocation({ path, field, version }: Location): string {
  const at = version
    ? "version" in version
      ? ` version ${version.version}`
      : ` stage ${version.stage}`
    : "";
  return `${path}${field === undefined ? "" : `#${field}`}${at}`;
}
