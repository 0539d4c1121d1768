import type { CacheAnswer } from "../cache/read-through.ts";
import type { Location } from "../contract/location.ts";
import type { Attempt } from "../errors/attempt.ts";
import type { SecretError } from "../errors/secret-error.ts";
import type { Fallback } from "./decision-table.ts";
import type { Link } from "./link.ts";
import { showLocation } from "./location-key.ts";
import type { Query } from "./query.ts";

// What a chain says and counts of what its links answer: events for each, warnings once.

/** A link gave an answer of any kind. */
export function answered(
  link: Link,
  query: Query,
  { answer, location = query.asked, cached }: Attempt,
): void {
  if (answer === "cannot_hold") return;
  if (answer === "found") link.has();
  else if (answer === "absent") link.lacks(query.name);
  else if (answer !== "unsupported" && answer !== "deleted") link.counts.failures++;
  if (cached) link.emit({ type: "hit", location });
}

/** A link had the name: those before it that never have anything are pointed out. */
export function found(winner: Link, attempts: readonly Attempt[], links: readonly Link[]): void {
  for (const { provider, answer } of attempts) {
    const link = links.find(({ id }) => id === provider);
    if (!link?.hasNothing || answer !== "absent") continue;
    link.warn(
      "nothing-there",
      `${link.id} had none of the secrets it was asked for so far, and ${winner.id} has: its region, prefix, path or mount is probably wrong`,
    );
  }
}

export function steppedPast(
  link: Link,
  { asked }: Query,
  { code, problem }: SecretError,
  fallback: Fallback,
): void {
  link.counts.steppedPast++;
  link.emit({ type: "fallback", name: asked, code });
  link.warn(
    "fallback",
    `${link.id} failed (${code}) and was stepped past (fallback is "${fallback}"): ${problem}`,
    code,
  );
}

export function servedStale(link: Link, location: Location, { entry, code }: CacheAnswer): void {
  link.emit({ type: "stale", location: showLocation(location), ageSeconds: link.ageSeconds(entry), code });
  link.warn(
    "stale",
    `${link.id} cannot be had${code ? ` (${code})` : ""}: values past their TTL are served from its cache, up to SECRETS_STALE_TTL`,
  );
}

export function deleted(link: Link, query: Query, { location = query.asked }: Attempt): void {
  link.warn(
    "deleted",
    `${location} was deleted in ${link.id}: the chain goes on as if it had never been there`,
    location,
  );
}

export function deniedTaken(link: Link, location: string): void {
  link.warn(
    "denied-as-absent",
    `${link.id} denied ${location}, which is taken for absence, as its option "denied" says`,
  );
}
