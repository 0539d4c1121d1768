import { parseReference } from "../reference/parse-reference.ts";
import type { Chain } from "./chain.ts";
import { locationsOf } from "./locations-of.ts";
import type { Query } from "./query.ts";

/** Forgets what is cached for a query, in every link and, where a link holds a reference, at its target too. */
export function forget(query: Query, chain: Chain): void {
  const links =
    query.provider === undefined ? chain.links : chain.known().filter(({ id }) => id === query.provider);
  for (const link of links) {
    for (const location of locationsOf(link, query)) {
      const value = link.held(location)?.stored?.record.value;
      if (value?.type === "reference" && !query.referred) {
        const { provider, path, version } = parseReference(value.reference);
        forget({ ...query, provider, name: path, version, locations: undefined, referred: true }, chain);
      }
      link.forget(location);
    }
  }
}
