import type { Location } from "../contract/location.ts";
import type { StoredSecret } from "../value/stored-secret.ts";
import type { AskOptions } from "./ask-link.ts";
import { servedStale } from "./chain-reports.ts";
import type { Link } from "./link.ts";
import type { Query } from "./query.ts";
import { versionable } from "./versionable.ts";

/** What a location gave. */
export interface Reading {
  readonly stored: StoredSecret | undefined;
  readonly cached: boolean;
  readonly stale: boolean;
}

/**
 * What is stored at one location: from the cache, the store, or a lease that is held.
 *
 * @returns `undefined` where every read makes a value, nothing is held, and the query must make none
 * @throws SecretError
 */
export async function readLocation(
  link: Link,
  location: Location,
  query: Query,
  { consulted, stale, remainingMs }: AskOptions,
): Promise<Reading | undefined> {
  const { refresh, signal, mintsNothing } = query;
  if (location.mints) {
    consulted.unrepeatable = true;
    const held = refresh && !mintsNothing ? undefined : link.minted(location);
    if (held) return { stored: held, cached: true, stale: false };
    if (mintsNothing) return undefined;
    const stored = await link.mint(location, { signal, budgetMs: remainingMs() });
    return { stored, cached: false, stale: false };
  }
  const readable = versionable(link, location);
  const answer = await link.read(readable, { refresh, signal, stale, budgetMs: remainingMs() });
  const { entry, from } = answer;
  consulted.entries.push(entry);
  if (from === "stale") servedStale(link, location, answer);
  return { stored: entry.stored, cached: from === "cache", stale: from === "stale" };
}
