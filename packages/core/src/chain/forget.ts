import { parseReference } from "../reference/parse-reference.ts";
import type { Reference } from "../reference/reference.ts";
import type { Chain } from "./chain.ts";
import { locationsOf } from "./locations-of.ts";
import type { Query } from "./query.ts";

/** Forgets what is cached for a query, in every link and, where a link holds a reference, at its target too. */
export function forget(query: Query, chain: Chain): void {
  const links =
    query.provider === undefined ? chain.links : chain.known().filter(({ id }) => id === query.provider);
  for (const link of links) {
    for (const location of locationsOf(link, query)) {
      const value = link.held(location)?.value;
      const target = value?.type === "reference" && !query.referred ? wellFormed(value.reference) : undefined;
      if (target) {
        const { provider, path, version } = target;
        forget({ ...query, provider, name: path, version, locations: undefined, referred: true }, chain);
      }
      link.forget(location);
    }
  }
}

/** What stands in configuration may be anything: what is malformed points at nothing that could be held. */
function wellFormed(reference: string): Reference | undefined {
  try {
    return parseReference(reference);
  } catch {
    return undefined;
  }
}
