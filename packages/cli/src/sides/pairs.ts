import { formatReference, isReference, parseReference } from "@claviger/core";
import { applyCase, type NameCase } from "@claviger/core/provider";
import { usageError } from "../cli-error.ts";
import type { Side, Sides } from "./side.ts";

/** One secret on both sides. */
export interface Pair {
  /** What it is called, for people. */
  readonly name: string;
  /** What the first side is asked for; `undefined` if only the second has it. */
  readonly from: string | undefined;
  /** What the second side is asked for. */
  readonly to: string;
}

export interface PairOptions {
  readonly source: string | undefined;
  readonly target: string | undefined;
  /** How names below a prefix are spelled on the second side. @default as on the first */
  readonly case?: NameCase | undefined;
  /** Also what only the second side has, where it can tell. */
  readonly extras: boolean;
}

/**
 * The secrets that two arguments mean: one reference or name, all below a prefix (a reference that ends with `/`), or with no
 * argument every name of the manifest. Without a second argument it is the same one in the other environment.
 *
 * @throws CliError `usage`; SecretError where a store cannot list
 */
export async function pairsOf(options: PairOptions, sides: Sides): Promise<readonly Pair[]> {
  const { source, target = source } = options;
  if (options.target === undefined && !sides.apart)
    throw usageError(
      "both sides are the same",
      "name a second place, or two environments: --from-environment staging --to-environment production",
    );
  if (source === undefined || target === undefined) return await declared(sides);
  const from = filled(source, sides.from);
  const to = filled(target, sides.to);
  if (isPrefix(from) !== isPrefix(to))
    throw usageError("one of the two is a prefix and the other is not", "end both with /, or neither");
  if (isPrefix(from)) return await below(from, to, { ...options, sides });
  return [{ name: source, from: await placed(from, sides.from), to: await placed(to, sides.to) }];
}

function isPrefix(text: string): boolean {
  return text.endsWith("/");
}

async function declared({ from, to }: Sides): Promise<readonly Pair[]> {
  const names = new Set([from, to].flatMap(({ view }) => Object.keys(view.deployment.manifest)));
  if (names.size === 0)
    throw usageError("there is no manifest", "name a secret, or list them in claviger.config.ts (secrets)");
  return await Promise.all(
    Array.from(names, async (name) => ({ name, from: await placed(name, from), to: await placed(name, to) })),
  );
}

/** A name as a reference into the store that `--store` names; else as it is. */
async function placed(name: string, { view, store }: Side): Promise<string> {
  if (isReference(name) || store === undefined) return name;
  const instance = await (await view.deployment.instances()).open(store);
  const [location] = instance.locate(name);
  if (!location) throw usageError(`${store} has no place for "${name}"`);
  const { path, field } = location;
  return formatReference({ provider: store, path, field });
}

async function below(
  from: string,
  to: string,
  { sides, case: nameCase = "as-is", extras }: PairOptions & { readonly sides: Sides },
): Promise<readonly Pair[]> {
  const source = await pathsBelow(from, sides.from);
  const pairs = source.map((path) => {
    return { name: path, from: joined(from, path), to: joined(to, applyCase(path, nameCase)) };
  });
  if (!extras) return pairs;
  const others = await pathsBelow(to, sides.to, "or none");
  const targets = new Set(source.map((path) => applyCase(path, nameCase)));
  const only = others.filter((path) => !targets.has(path));
  return [...pairs, ...only.map((path) => ({ name: path, from: undefined, to: joined(to, path) }))];
}

/** The paths below a prefix, without it. A store that cannot list has none that are known. */
async function pathsBelow(prefix: string, { view }: Side, orNone?: "or none"): Promise<string[]> {
  const { provider, path } = readPrefix(prefix);
  const instance = await (await view.deployment.instances()).open(provider);
  if (orNone && !instance.can("list")) return [];
  const found: string[] = [];
  for await (const secret of view.secrets.list(path, { provider }))
    if (!secret.deletedAt && secret.path.startsWith(path)) found.push(secret.path.slice(path.length));
  return found.filter((rest) => rest !== "").toSorted();
}

/** `secret://aws/` is the whole store. @throws CliError `usage`; SecretError `invalid_ref` */
function readPrefix(prefix: string): { readonly provider: string; readonly path: string } {
  if (!isReference(prefix))
    throw usageError("a prefix names its store", "write secret://<store>/<prefix>/, or a single name");
  // A name in the place of what comes after the prefix makes it a whole reference.
  const { provider, path, field, version } = parseReference(`${prefix}x`);
  if (provider === undefined || field !== undefined || version !== undefined)
    throw usageError("a prefix is secret://<store>/<prefix>/, without a field or version");
  return { provider, path: path.slice(0, -1) };
}

function joined(prefix: string, path: string): string {
  const { provider, path: start } = readPrefix(prefix);
  return formatReference({ provider, path: `${start}${path}` });
}

function filled(text: string, { environment }: Side): string {
  return text.replaceAll("{environment}", () => environment);
}
