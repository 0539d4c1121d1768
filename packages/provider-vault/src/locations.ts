import { type Ask, conventionalLocations, type Location, SecretError } from "@claviger/core/provider";
import { flawOf, joinPath, splitPath } from "./secret-path.ts";
import type { Settings } from "./settings.ts";

type Naming = Pick<Settings, "mount" | "dynamic" | "kv1" | "bundle" | "prefix" | "case">;

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
 * The location that a reference's path points at: `secret/imip/production`, with the mount first and without `data/`. One of
 * credentials that are made at each read says so.
 *
 * @throws SecretError `invalid_ref`
 */
export function parse(path: string, naming: Naming): Location {
  const secret = splitPath(path, naming);
  const location = { path: joinPath(secret) };
  if (!naming.dynamic.includes(secret.mount)) return location;
  const kind = credentialKind(secret.path);
  if (kind === "creds") return { ...location, mints: true };
  if (kind === "static-creds") return location;
  throw new SecretError("invalid_ref", `"${path}" is no credential of the engine at ${secret.mount}`, {
    hint: `write ${secret.mount}/creds/<role>, or ${secret.mount}/static-creds/<role>; a KV mount of that name is taken out of the option dynamic`,
  });
}

/** Which credentials of an engine that makes them a path inside its mount names. */
export function credentialKind(path: string): "creds" | "static-creds" | undefined {
  const [, kind] = /^(creds|static-creds)\/[^/]+$/.exec(path) ?? [];
  return kind === "creds" || kind === "static-creds" ? kind : undefined;
}
