import { type Ask, conventionalLocations, type Location } from "@claviger/core/provider";
import { flawOf, joinPath, splitPath } from "./secret-path.ts";
import type { Settings } from "./settings.ts";

type Naming = Pick<Settings, "mount" | "bundle" | "prefix" | "case">;

/**
 * Where a name would be, by the rule that all stores share, in the configured mount. What Vault could not hold is left out.
 */
export function locate(ask: Ask, naming: Naming): readonly Location[] {
  const { mount, bundle } = naming;
  if (ask.as === "bundle" && bundle && [bundle, joinPath({ mount, path: bundle })].includes(ask.name)) {
    return [{ path: joinPath({ mount, path: bundle }) }];
  }
  return conventionalLocations(ask, naming)
    .filter(({ path }) => flawOf(path) === undefined)
    .map((location) => ({ ...location, path: joinPath({ mount, path: location.path }) }));
}

/**
 * The location that a reference's path points at: `secret/imip/production`, with the mount first and without `data/`.
 * @throws SecretError `invalid_ref`
 */
export function parse(path: string, mount: string): Location {
  return { path: joinPath(splitPath(path, mount)) };
}
