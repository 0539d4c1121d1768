import type { Chain } from "../chain/chain.ts";
import { isAllowed } from "../chain/is-allowed.ts";
import type { Layer } from "../chain/layer.ts";
import type { Link } from "../chain/link.ts";
import type { Query } from "../chain/query.ts";

/** The place of a link in the chain, where it has one. */
export function layerOf(link: Link, { options }: Chain): Layer | undefined {
  return options.layers.find(({ members }) => members.includes(link));
}

/**
 * The links that a change of what a query asks for may go to: of each layer the first member, and those that can only be
 * written.
 *
 * @throws SecretError `not_configured`
 */
export async function writers(chain: Chain, query: Query): Promise<readonly Link[]> {
  const firsts = chain.options.layers.flatMap(({ members }) => members.slice(0, 1));
  return [...firsts, ...(await writeOnly(chain))].filter((link) => isAllowed(link, query));
}

/** The links of a chain, then those that can only be written, as far as they are configured: who only reads may leave that. */
export async function configuredLinks(chain: Chain): Promise<readonly Link[]> {
  return [...chain.links, ...(await writeOnly(chain).catch(() => []))];
}

function writeOnly(chain: Chain): Promise<readonly Link[]> {
  return Promise.all(chain.options.writeOnly.map(async (id) => chain.instance(id)));
}
