import type { StaleUse } from "../cache/read-through.ts";
import type { Location } from "../contract/location.ts";
import { isSecretError, type SecretError } from "../errors/secret-error.ts";
import { answers, extract } from "../value/extract.ts";
import { deniedTaken } from "./chain-reports.ts";
import { foreignError } from "./foreign-error.ts";
import type { Link } from "./link.ts";
import { failed, type LinkAnswer } from "./link-answer.ts";
import { showLocation } from "./location-key.ts";
import { locationsOf } from "./locations-of.ts";
import type { Query } from "./query.ts";
import { readLocation } from "./read-location.ts";
import type { Run } from "./run.ts";
import { noVersions } from "./versionable.ts";

export interface AskOptions extends Run {
  /** How much of the link's time is left, in milliseconds. */
  readonly remainingMs: () => number;
  readonly stale: StaleUse;
}

/** Asks one link, at each of its locations in order, and reads every outcome as an answer: it never throws. */
export async function askLink(link: Link, query: Query, options: AskOptions): Promise<LinkAnswer> {
  let location: Location | undefined;
  let absent: LinkAnswer | undefined;
  let deleted: SecretError | undefined;
  try {
    for (location of locationsOf(link, query)) {
      const answer = await askLocation(link, location, query, options).catch((error: unknown) => {
        if (!isSecretError(error, "deleted")) throw error;
        deleted ??= error;
      });
      const cached = (absent?.cached ?? true) && (answer?.cached ?? false);
      if (answer && answer.answer !== "absent") return { ...answer, cached };
      const detail = absent?.detail ?? answer?.detail;
      absent = { answer: "absent", cached, location: showLocation(location), detail };
    }
    if (deleted) throw deleted;
    if (absent) return absent;
    if (query.wanted === "bundle" && query.fields) return await askFields(link, query, options);
    return { answer: "cannot_hold", cached: true, detail: "its naming rule has no place for this name" };
  } catch (error) {
    return failed(foreignError(error, { provider: link.id, location }));
  }
}

/** @throws SecretError */
async function askLocation(
  link: Link,
  location: Location,
  query: Query,
  options: AskOptions,
): Promise<LinkAnswer> {
  const at = { location: showLocation(location), cached: false };
  try {
    let reading = await readLocation(link, location, query, options);
    // A value past its TTL may have no answer to the query, and the store may have one by now: its failure is the answer
    // then, and neither an absence nor a missing field is.
    if (reading?.stale && reading.stored && !answers(reading.stored, location, query)) {
      reading = await readLocation(link, location, query, { ...options, stale: "never" });
    }
    if (!reading) {
      return { ...at, cached: true, answer: "cannot_hold", detail: "every read there makes a new value" };
    }
    const { stored, cached, stale } = reading;
    if (!stored) return { ...at, answer: "absent", cached };
    const { value, version, source } = stored;
    if (value.type === "reference") return await follow(value.reference, query, options, source);
    if (location.version && link.capabilities.versions === "none") throw noVersions(link);
    const found = extract(stored, location, query);
    if (found === undefined) return { ...at, answer: "absent", cached };
    return { ...at, answer: "found", value: found, cached, stale, version, detail: source };
  } catch (error) {
    if (!link.deniedIsAbsent || !isSecretError(error, "denied")) throw error;
    options.consulted.unrepeatable = true;
    deniedTaken(link, at.location);
    return { ...at, answer: "absent", detail: "it was denied, which is taken for absence here" };
  }
}

async function follow(
  reference: string,
  query: Query,
  options: AskOptions,
  source: string | undefined,
): Promise<LinkAnswer> {
  const answer = await options.follow(reference, query);
  return { ...answer, detail: [source, answer.detail].filter(Boolean).join(", then ") };
}

/** A bundle put together from single names: all of them, or the bundle is absent here. */
async function askFields(link: Link, query: Query, options: AskOptions): Promise<LinkAnswer> {
  const { fields = [] } = query;
  const answers = await Promise.all(
    fields.map((name) => askLink(link, { ...query, name, wanted: "text", fields: undefined }, options)),
  );
  const failure = answers.find(({ error }) => error);
  if (failure) return failure;
  const at = { cached: answers.every(({ cached }) => cached), location: fields.join(", ") };
  const missing = fields.filter((_, index) => answers[index]?.answer !== "found");
  if (missing.length > 0) return { ...at, answer: "absent", detail: `it lacks ${missing.join(", ")}` };
  return {
    ...at,
    answer: "found",
    value: Object.fromEntries(fields.map((name, index) => [name, answers[index]?.value as string])),
    stale: answers.some(({ stale }) => stale),
    degraded: answers.some(({ degraded }) => degraded),
  };
}
