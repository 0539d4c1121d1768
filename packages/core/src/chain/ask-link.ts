import type { CacheEntry } from "../cache/cache-entry.ts";
import type { Location } from "../contract/location.ts";
import { isSecretError, SecretError } from "../errors/secret-error.ts";
import { extract } from "../value/extract.ts";
import { foreignError } from "./foreign-error.ts";
import type { Link } from "./link.ts";
import type { Consulted, LinkAnswer } from "./link-answer.ts";
import { showLocation } from "./location-key.ts";
import { locationsOf } from "./locations-of.ts";
import type { Query } from "./query.ts";

export interface AskOptions {
  /** How long the link may take, in milliseconds. */
  readonly budgetMs: number;
  readonly consulted: Consulted;
  /** Follows a reference that a link of configuration answered with. */
  readonly follow: (reference: string, query: Query) => Promise<LinkAnswer>;
}

/** Asks one link, at each of its locations in order, and reads every outcome as an answer: it never throws. */
export async function askLink(link: Link, query: Query, options: AskOptions): Promise<LinkAnswer> {
  let last: Location | undefined;
  let cached = true;
  try {
    const locations = locationsOf(link, query);
    if (locations.length === 0) {
      return query.wanted === "bundle" && query.fields
        ? await askFields(link, query, options)
        : { answer: "cannot_hold", cached: true, detail: "its naming rule has no place for this name" };
    }
    let deleted: SecretError | undefined;
    for (const location of locations) {
      last = location;
      const answer = await askLocation(link, location, query, options).catch((error: unknown) => {
        if (!isSecretError(error, "deleted")) throw error;
        deleted ??= error;
      });
      cached &&= answer?.cached ?? false;
      if (answer && answer.answer !== "absent") return { ...answer, cached };
    }
    if (deleted) throw deleted;
    return { answer: "absent", cached, ...(last ? { location: showLocation(last) } : {}) };
  } catch (thrown) {
    const error = foreignError(thrown, { provider: link.id, ...(last ? { location: last } : {}) });
    return {
      answer: "failed",
      error,
      cached: false,
      ...(error.location ? { location: error.location } : {}),
    };
  }
}

/** @throws SecretError */
async function askLocation(
  link: Link,
  location: Location,
  query: Query,
  options: AskOptions,
): Promise<LinkAnswer> {
  const { entry, cached } = await readLocation(link, location, query, options);
  const at = showLocation(location);
  if (!entry.stored) return { answer: "absent", cached, location: at };
  const { value, version, source } = entry.stored.record;
  if (value.type === "reference") return follow(value.reference, { query, options, source });
  if (location.version && link.capabilities.versions === "none") throw noVersions(link);
  const found = extract(entry.stored, location, query);
  if (found === undefined) return { answer: "absent", cached, location: at };
  return {
    answer: "found",
    value: found,
    cached,
    location: at,
    ...(version === undefined ? {} : { version }),
    ...(source === undefined ? {} : { detail: source }),
  };
}

async function readLocation(
  link: Link,
  location: Location,
  query: Query,
  options: AskOptions,
): Promise<{ readonly entry: CacheEntry; readonly cached: boolean }> {
  const readable = versionable(link, location);
  const held = query.refresh ? undefined : link.cached(readable);
  const entry =
    held ??
    (await link.fetch(readable, {
      refresh: query.refresh,
      signal: query.signal,
      budgetMs: options.budgetMs,
    }));
  options.consulted.push(entry);
  return { entry, cached: held !== undefined };
}

/** A store without versions is asked for what it has: a reference found there carries the version to its target. */
function versionable(link: Link, location: Location): Location {
  if (!location.version || link.capabilities.versions !== "none") return location;
  if (!link.capabilities.references) throw noVersions(link);
  const { version: _, ...unpinned } = location;
  return unpinned;
}

function noVersions(link: Link): SecretError {
  return new SecretError("unsupported", `${link.id} keeps no versions`, { provider: link.id });
}

async function follow(
  reference: string,
  from: { readonly query: Query; readonly options: AskOptions; readonly source: string | undefined },
): Promise<LinkAnswer> {
  const answer = await from.options.follow(reference, from.query);
  return { ...answer, detail: [from.source, answer.detail].filter(Boolean).join(", then ") };
}

/** A bundle put together from single names: all of them, or the bundle is absent here. */
async function askFields(link: Link, query: Query, options: AskOptions): Promise<LinkAnswer> {
  const bundle: Record<string, string> = Object.create(null);
  let cached = true;
  const missing: string[] = [];
  for (const name of query.fields ?? []) {
    const answer = await askLink(link, { ...query, name, wanted: "text", fields: undefined }, options);
    if (answer.answer === "failed") return answer;
    cached &&= answer.cached;
    if (answer.answer === "found" && typeof answer.value === "string") bundle[name] = answer.value;
    else missing.push(name);
  }
  const location = (query.fields ?? []).join(", ");
  if (missing.length > 0)
    return { answer: "absent", cached, location, detail: `it lacks ${missing.join(", ")}` };
  return { answer: "found", value: bundle, cached, location };
}
