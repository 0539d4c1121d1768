import { type Instance, isReference, type Manifest, parseReference, SecretError } from "@claviger/core";
import { applyCase, type NameCase } from "@claviger/core/provider";
import { usageError } from "../cli-error.ts";
import type { Target } from "../transfer/job.ts";
import { declaredName } from "./choose.ts";

/** Where imported names go, as the command line says. */
export interface Naming {
  /** Put before every name; or, as a reference, before every path. */
  readonly prefix?: string | undefined;
  /** How names are spelled. @default as the manifest has it, else as in the file */
  readonly case?: NameCase | undefined;
  /** One secret whose fields they are: a name, or a reference. */
  readonly bundle?: string | undefined;
}

export interface PlaceOptions extends Naming {
  readonly instance: Instance;
  readonly manifest: Manifest;
}

/**
 * Where a variable is to be kept: at the place that the manifest gives it in this store, else as the command line says, else
 * by the store's own naming rule. Several places are in the order in which they are read.
 *
 * @throws SecretError `invalid_ref`, `conflict`, `not_configured` where the store has no place for it
 * @throws CliError `usage`
 */
export function placesOf(variable: string, options: PlaceOptions): readonly Target[] {
  const { instance, manifest, prefix, bundle } = options;
  const declared = declaredName(variable, manifest);
  const locations = declared === undefined ? undefined : manifest[declared]?.locations;
  const [provider = ""] = instance.id.split(".");
  const isPlaced = locations !== undefined && (instance.id in locations || provider in locations);
  if (declared !== undefined && isPlaced) return located(declared, options);
  const name = options.case === undefined ? (declared ?? variable) : applyCase(variable, options.case);
  if (bundle !== undefined) {
    const field = options.case === undefined ? variable : name;
    return [{ instance, path: bundlePath(bundle, instance), field, derived: true }];
  }
  if (prefix === undefined) return located(name, options);
  if (!isReference(prefix)) return located(`${prefix}${name}`, options);
  return [{ instance, path: `${prefixPath(prefix, instance)}${name}` }];
}

function located(name: string, { instance }: PlaceOptions): readonly Target[] {
  const locations = instance.locate(name);
  if (locations.length > 0)
    return locations.map(({ path, field, derived }) => ({ instance, path, field, derived }));
  throw new SecretError("not_configured", `${instance.id} has no place for "${name}"`, {
    name,
    provider: instance.id,
    hint: "see `from` in the manifest, and which names the store takes; or leave it out with --exclude",
  });
}

function bundlePath(bundle: string, instance: Instance): string {
  if (isReference(bundle)) return ownPath(bundle, instance, "--bundle");
  const [location] = instance.locate(bundle, "bundle");
  if (location) return location.path;
  throw usageError(`${instance.id} has no place for the bundle that --bundle names`);
}

/** A path that is put before another one may end with a slash, which a reference may not. */
function prefixPath(prefix: string, instance: Instance): string {
  const slash = prefix.endsWith("/");
  const path = ownPath(slash ? prefix.slice(0, -1) : prefix, instance, "--prefix");
  return slash ? `${path}/` : path;
}

function ownPath(reference: string, { id }: Instance, option: string): string {
  const { provider, path, field, version } = parseReference(reference);
  if (provider !== id) throw usageError(`${option} is in another store than --to: write secret://${id}/…`);
  if (field !== undefined || version !== undefined)
    throw usageError(`${option} names a path, without a field or version`);
  return path;
}
