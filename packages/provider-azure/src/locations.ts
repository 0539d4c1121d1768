import {
  type Ask,
  conventionalLocations,
  fold,
  type Location,
  type NamingConvention,
  SecretError,
} from "@claviger/core/provider";
import { isSecretName, secretNameRule, toSecretName } from "./secret-name.ts";

/** So many names are remembered to find collisions; an application that asks for more makes them up. */
const rememberedNames = 10_000;

/**
 * Where names would be, by the rule that all stores share, in Key Vault's alphabet. Key Vault cannot hold a name with a
 * `/`, and does not tell upper from lower case: in `kebab` and `upper-snake` two names are one secret only if they fold
 * alike, and are one name. `as-is` has no such promise, so that there two names that meet are a conflict.
 */
export class Locator {
  readonly #naming: NamingConvention;
  readonly #nameOf = new Map<string, string>();

  constructor(naming: NamingConvention) {
    this.#naming = naming;
  }

  /** @throws SecretError `conflict` if another name is kept at the same place */
  locate(ask: Ask): readonly Location[] {
    const { bundle } = this.#naming;
    // Of separators alone no word is left by which Key Vault's one separator could tell them apart.
    if (/^[-_.]+$/.test(ask.name)) return [];
    if (ask.as === "bundle" && ask.name === bundle) return [{ path: bundle }];
    return conventionalLocations(ask, this.#naming)
      .map((location) => (location.field === undefined ? this.#own(location, ask.name) : location))
      .filter(({ path }) => isSecretName(path));
  }

  #own(location: Location, name: string): Location {
    const path = toSecretName(location.path);
    const other = this.#nameOf.get(path.toLowerCase());
    if (other === undefined) {
      if (this.#nameOf.size < rememberedNames) this.#nameOf.set(path.toLowerCase(), name);
    } else if (fold(other) !== fold(name)) {
      throw new SecretError("conflict", `"${name}" and "${other}" are one secret in Key Vault: "${path}"`, {
        name,
        location: path,
        hint: "rename one of them, or set SECRETS_AZURE_CASE to kebab, which keeps them apart",
      });
    }
    return { ...location, path };
  }
}

/**
 * The location that a reference's path points at: a secret's name.
 * @throws SecretError `invalid_ref`
 */
export function parse(path: string): Location {
  if (isSecretName(path)) return { path };
  throw new SecretError("invalid_ref", `"${path}" cannot be the name of a secret in Key Vault`, {
    hint: `a name has ${secretNameRule}: write - for _ and /`,
  });
}
