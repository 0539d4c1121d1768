import type { Chain } from "../chain/chain.ts";
import type { Layer } from "../chain/layer.ts";
import type { Link } from "../chain/link.ts";
import { locationsOf } from "../chain/locations-of.ts";
import type { Query } from "../chain/query.ts";
import type { Location } from "../contract/location.ts";
import { SecretError } from "../errors/secret-error.ts";
import { matchName } from "../naming/match-name.ts";
import { formatReference } from "../reference/format-reference.ts";
import type { StoredSecret } from "../value/stored-secret.ts";
import { layerOf, writers } from "./chain-links.ts";
import { noneCan, unsupported } from "./unsupported.ts";

/** Where a change goes. */
export interface WriteTarget {
  readonly link: Link;
  /** The place of the link in the chain, where it has one. */
  readonly layer: Layer | undefined;
  /** Of the secret as a whole. */
  readonly location: Location;
  /** The field that is changed; without it the secret as a whole is. */
  readonly field: string | undefined;
  /** What is changed: the secret, or its field. */
  readonly reference: string;
}

/** How long the look at what is there may take, in milliseconds. */
const lookMs = 5_000;

/**
 * Where a change of what a query asks for goes: to the instance that it names, else to the only link that can be written.
 * @throws SecretError `unsupported`, `invalid_ref`, or what the store answers when it has to be looked at
 */
export async function writeTarget(chain: Chain, query: Query): Promise<WriteTarget> {
  const link =
    query.provider === undefined ? await onlyWriter(chain, query) : await chain.instance(query.provider);
  const layer = layerOf(link, chain);
  if (!canWrite(link)) throw unsupported({ link }, "cannot be written by claviger");
  const locations = locationsOf(link, { ...query, version: undefined });
  const { location, stored } = await place(link, locations, query);
  if (location.mints) throw refused(query, link, "every read there makes a new value");
  const field = fieldOf(query, { link, location, stored });
  const { path } = location;
  const reference = formatReference({ provider: link.id, path, field });
  return { link, layer, location: { path }, field, reference };
}

function canWrite({ capabilities, provider }: Link): boolean {
  return capabilities.write === true && provider.put !== undefined;
}

/** @throws SecretError where none of the chain, or more than one, can be written */
async function onlyWriter(chain: Chain, query: Query): Promise<Link> {
  const candidates = (await writers(chain, query)).filter(
    (link) => canWrite(link) && locationsOf(link, query).length > 0,
  );
  const [only, ...others] = candidates;
  if (!only) throw noneCan(chain.links, `be written "${query.asked}" to`, query.asked);
  if (others.length === 0) return only;
  const references = candidates.map((link) => {
    const [{ path, field = query.field } = { path: query.name }] = locationsOf(link, query);
    return formatReference({ provider: link.id, path, field });
  });
  throw new SecretError("invalid_ref", `"${query.asked}" could be written to ${candidates.length} stores`, {
    name: query.asked,
    hint: `name the one that is meant: ${references.join(" or ")}`,
  });
}

/** Of several places the one that has it now, else the first, which is the one that is read first. */
async function place(
  link: Link,
  locations: readonly Location[],
  query: Query,
): Promise<{ readonly location: Location; readonly stored?: StoredSecret | undefined }> {
  const [first, ...others] = locations;
  if (!first) throw refused(query, link, "its naming rule has no place for this name");
  if (others.length === 0 && !first.derived) return { location: first };
  let firstStored: StoredSecret | undefined;
  for (const location of locations) {
    const stored = await look(link, location, query);
    if (location === first) firstStored = stored;
    if (stored && (!location.derived || spelled(location, stored) !== undefined)) return { location, stored };
  }
  return { location: first, stored: firstStored };
}

async function look(link: Link, location: Location, { signal }: Query): Promise<StoredSecret | undefined> {
  const { entry } = await link.read(location, { refresh: true, stale: "never", budgetMs: lookMs, signal });
  return entry.stored;
}

/** How the stored secret spells the field that the naming rule derived; `undefined` where it has none. */
function spelled({ field = "" }: Location, stored: StoredSecret): string | undefined {
  return matchName(field, Object.keys(stored.fields()));
}

function fieldOf(
  query: Query,
  {
    link,
    location,
    stored,
  }: Pick<WriteTarget, "link" | "location"> & { readonly stored: StoredSecret | undefined },
): string | undefined {
  const { field } = location;
  if (field !== undefined && query.field !== undefined)
    throw refused(query, link, `it is the field "${field}", and a part of one cannot be changed`);
  if ((field ?? query.field)?.startsWith("/"))
    throw refused(query, link, "a part of a field cannot be changed");
  if (field === undefined || !location.derived || !stored) return field ?? query.field;
  return spelled(location, stored) ?? field;
}

function refused({ asked }: Query, { id }: Link, why: string): SecretError {
  return new SecretError("invalid_ref", `"${asked}" cannot be written to ${id}: ${why}`, {
    name: asked,
    provider: id,
    hint: "name the place by a reference: secret://<provider>/<path>?field=<field>",
  });
}
