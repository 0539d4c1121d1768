import type { StaleUse } from "../cache/read-through.ts";
import type { Location } from "../contract/location.ts";
import { isSecretError, type SecretError } from "../errors/secret-error.ts";
import { answers, extract } from "../value/extract.ts";
import { foreignError } from "./foreign-error.ts";
import type { Link } from "./link.ts";
import type { Consulted, LinkAnswer, StaleServed } from "./link-answer.ts";
import { showLocation } from "./location-key.ts";
import { locationsOf } from "./locations-of.ts";
import type { Query } from "./query.ts";
import { readLocation, type Reading } from "./read-location.ts";
import { noVersions } from "./versionable.ts";

export interface AskOptions {
  /** How much of the link's time is left, in milliseconds. */
  readonly remainingMs: () => number;
  readonly stale: StaleUse;
  readonly consulted: Consulted;
  /** Follows a reference that a link of configuration answered with. */
  readonly follow: (reference: string, query: Query) => Promise<LinkAnswer>;
  readonly onStale: (link: Link, served: StaleServed) => void;
  readonly onDeniedTaken: (link: Link, location: string) => void;
}

/** Asks one link, at each of its locations in order, and reads every outcome as an answer: it never throws. */
export async function askLink(link: Link, query: Query, options: AskOptions): Promise<LinkAnswer> {
  let last: Location | undefined;
  let cached = true;
  let detail: string | undefined;
  try {
    const locations = locationsOf(link, query);
    if (locations.length === 0) {
      if (query.wanted === "bundle" && query.fields) return await askFields(link, query, options);
      return { answer: "cannot_hold", cached, detail: "its naming rule has no place for this name" };
    }
    let deleted: SecretError | undefined;
    for (const location of locations) {
      last = location;
      const answer = await askLocation(link, location, query, options).catch((error: unknown) => {
        if (!isSecretError(error, "deleted")) throw error;
        deleted ??= error;
      });
      cached &&= answer?.cached ?? false;
      detail ??= answer?.detail;
      if (answer && answer.answer !== "absent") return { ...answer, cached };
    }
    if (deleted) throw deleted;
    return { answer: "absent", cached, location: last && showLocation(last), detail };
  } catch (thrown) {
    const error = foreignError(thrown, { provider: link.id, ...(last ? { location: last } : {}) });
    return { answer: "failed", error, cached: false, location: error.location };
  }
}

/** @throws SecretError */
async function askLocation(
  link: Link,
  location: Location,
  query: Query,
  options: AskOptions,
): Promise<LinkAnswer> {
  const at = showLocation(location);
  try {
    const reading = await readLocation(link, location, query, options).then((first) =>
      isSilent(first, location, query)
        ? readLocation(link, location, query, { ...options, stale: "never" })
        : first,
    );
    if (reading === "would mint") {
      return {
        answer: "cannot_hold",
        cached: true,
        location: at,
        detail: "every read there makes a new value",
      };
    }
    const { stored, cached, stale } = reading;
    if (!stored) return { answer: "absent", cached, location: at };
    const { value, version, source } = stored.record;
    if (value.type === "reference") return await follow(value.reference, { query, options, source });
    if (location.version && link.capabilities.versions === "none") throw noVersions(link);
    const found = extract(stored, location, query);
    if (found === undefined) return { answer: "absent", cached, location: at };
    return { answer: "found", value: found, cached, stale, location: at, version, detail: source };
  } catch (error) {
    if (!link.deniedIsAbsent || !isSecretError(error, "denied")) throw error;
    options.onDeniedTaken(link, at);
    return {
      answer: "absent",
      cached: false,
      location: at,
      detail: "it was denied, which is taken for absence here",
    };
  }
}

/**
 * Whether a value past its TTL has no answer to the query. The store may have one by now, so that its failure is the
 * answer, and neither an absence nor a missing field is.
 */
function isSilent(reading: Reading | "would mint", location: Location, query: Query): boolean {
  return (
    reading !== "would mint" &&
    reading.stale &&
    reading.stored !== undefined &&
    !answers(reading.stored, location, query)
  );
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
  const { fields = [] } = query;
  const ask = (name: string): Promise<LinkAnswer> =>
    askLink(link, { ...query, name, wanted: "text", fields: undefined }, options);
  const answers = await Promise.all(fields.map(ask));
  const failed = answers.find(({ answer }) => answer === "failed");
  if (failed) return failed;
  const cached = answers.every((answer) => answer.cached);
  const location = fields.join(", ");
  const found = answers.map((answer) => (answer.answer === "found" ? answer : undefined));
  const missing = fields.filter((_, index) => !found[index]);
  if (missing.length > 0)
    return { answer: "absent", cached, location, detail: `it lacks ${missing.join(", ")}` };
  const value = Object.fromEntries(fields.map((name, index) => [name, found[index]?.value as string]));
  return {
    answer: "found",
    value,
    cached,
    location,
    stale: found.some((answer) => answer?.stale),
    degraded: found.some((answer) => answer?.degraded),
  };
}
