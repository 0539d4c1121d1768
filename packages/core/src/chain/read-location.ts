import type { Location } from "../contract/location.ts";
import type { StoredSecret } from "../value/stored-secret.ts";
import type { AskOptions } from "./ask-link.ts";
import type { Link } from "./link.ts";
import { showLocation } from "./location-key.ts";
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
 * @returns `would mint` where nothing is held and the query must not make a value
 * @throws SecretError
 */
export async function readLocation(
  link: Link,
  location: Location,
  query: Query,
  options: AskOptions,
): Promise<Reading | "would mint"> {
  const { refresh, signal } = query;
  if (location.mints) return mint(link, location, query, options);
  const { stale } = options;
  const readable = versionable(link, location);
  const answer = await link.read(readable, { refresh, signal, stale, budgetMs: options.remainingMs() });
  const { entry, from, code } = answer;
  options.consulted.entries.push(entry);
  if (from === "stale") {
    const ageSeconds = link.ageSeconds(entry);
    options.onStale(link, { location: showLocation(location), ageSeconds, code });
  }
  return { stored: entry.stored, cached: from === "cache", stale: from === "stale" };
}

async function mint(
  link: Link,
  location: Location,
  { refresh, signal, mintsNothing }: Query,
  { consulted, remainingMs }: AskOptions,
): Promise<Reading | "would mint"> {
  consulted.unrepeatable = true;
  if (mintsNothing) {
    const stored = link.minted(location);
    return stored ? { stored, cached: true, stale: false } : "would mint";
  }
  const { stored, held } = await link.mint(location, { refresh, signal, budgetMs: remainingMs() });
  return { stored, cached: held, stale: false };
}
