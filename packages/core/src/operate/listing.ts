import type { Chain } from "../chain/chain.ts";
import { isAllowed } from "../chain/is-allowed.ts";
import type { Link } from "../chain/link.ts";
import { locationsOf } from "../chain/locations-of.ts";
import type { Query } from "../chain/query.ts";
import type { SecretInfo } from "../contract/secret-record.ts";
import { formatReference } from "../reference/format-reference.ts";
import { isReference, parseReference } from "../reference/parse-reference.ts";
import type { ListedSecret, ListOptions } from "../secrets/write-options.ts";
import { configuredLinks } from "./chain-links.ts";
import { iterateProvider } from "./iterate-provider.ts";
import { noneCan } from "./unsupported.ts";

/** What `Secrets.list` does. */
export async function* list(
  chain: Chain,
  prefix: string,
  { provider, signal }: ListOptions,
): AsyncGenerator<ListedSecret> {
  const { instance = provider, path } = readPrefix(prefix);
  const links = instance === undefined ? await configuredLinks(chain) : [await chain.instance(instance)];
  const able = links.filter((link) => can(link, "list"));
  if (able.length === 0) throw noneCan(links, "list what they hold");
  for (const link of able) {
    const from = instance === undefined ? pathPrefix(link, path) : path;
    if (from === undefined) continue;
    const call = { task: `listing ${from === "" ? link.id : from}`, signal };
    const infos = iterateProvider(link, call, (ctx) => link.provider.list?.(from, ctx));
    for await (const info of infos) yield listed(link, info, false);
  }
}

/** What `Secrets.versions` does: those of the first link that keeps any. */
export async function* versions(chain: Chain, query: Query): AsyncGenerator<ListedSecret> {
  const links =
    query.provider === undefined
      ? chain.links.filter((link) => isAllowed(link, query))
      : [await chain.instance(query.provider)];
  const able = links.filter((link) => can(link, "versions"));
  if (able.length === 0) throw noneCan(links, "tell the versions of a secret");
  for (const link of able) {
    let any = false;
    for (const location of locationsOf(link, { ...query, version: undefined })) {
      const call = { task: `listing the versions of ${location.path}`, signal: query.signal };
      const infos = iterateProvider(link, call, (ctx) => link.provider.versions?.(location, ctx));
      for await (const info of infos) {
        any = true;
        yield listed(link, info, true);
      }
      if (any) return;
    }
  }
}

/** A prefix is a reference, whose path may end with a slash, or the start of a name. */
function readPrefix(prefix: string): { readonly instance?: string | undefined; readonly path: string } {
  if (!isReference(prefix)) return { path: prefix };
  const slash = prefix.endsWith("/") ? "/" : "";
  const { provider, path } = parseReference(prefix.slice(0, prefix.length - slash.length));
  return { instance: provider, path: `${path}${slash}` };
}

/** What the paths of a link's secrets start with whose names start with `prefix`; `undefined` where it holds no such. */
function pathPrefix(link: Link, prefix: string): string | undefined {
  // Of all names, and of a folder's, a name of one letter has in common with the others what comes before it.
  const isFolder = prefix === "" || prefix.endsWith("/");
  const name = isFolder ? `${prefix}a` : prefix;
  const [location] = locationsOf(link, { asked: name, name, wanted: "bundle", refresh: false });
  return isFolder ? location?.path.slice(0, -1) : location?.path;
}

function listed({ id }: Link, info: SecretInfo, pinned: boolean): ListedSecret {
  const { path, version } = info;
  const which = pinned && version !== undefined ? { version } : undefined;
  return { ...info, provider: id, reference: formatReference({ provider: id, path, version: which }) };
}

function can({ provider }: Link, method: "list" | "versions"): boolean {
  return provider[method] !== undefined;
}
