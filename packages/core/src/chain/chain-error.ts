import type { Attempt } from "../errors/attempt.ts";
import { SecretError } from "../errors/secret-error.ts";
import type { Fallback } from "./decision-table.ts";
import { decisionTable } from "./decision-table.ts";
import type { Link } from "./link.ts";
import type { Query } from "./query.ts";

interface Failure {
  /** The first link that failed, and with what. */
  readonly link: Link;
  readonly error: SecretError;
  /** What the chain did not go on after, where that is a later failure. */
  readonly stoppedBy?: SecretError | undefined;
  readonly attempts: readonly Attempt[];
  readonly links: readonly Link[];
  readonly fallback: Fallback;
}

/** The error of a whole chain: that of the first link that failed, with every link's answer. */
export function chainError(query: Query, failure: Failure): SecretError {
  const { link, error, stoppedBy = error, attempts, links, fallback } = failure;
  const asked = new Set(attempts.map(({ provider }) => provider));
  const notAsked = links.map(({ id }) => id).filter((id) => !asked.has(id));
  const after = attempts.slice(attempts.findIndex(({ provider }) => provider === link.id) + 1);
  const hints = [
    error.hint,
    notAsked.length > 0 && whyNotAsked(notAsked, stoppedBy, fallback),
    after.length > 0 && `after it, ${list(after)}`,
  ];
  const hint = hints.filter(Boolean).join("; ");
  return new SecretError(error.code, `"${query.asked}" could not be read from ${link.id}: ${error.problem}`, {
    name: query.asked,
    provider: link.id,
    location: error.location,
    hint: hint === "" ? undefined : hint,
    cause: error.cause,
    retryAfter: error.retryAfter,
    attempts,
  });
}

/** The error of a chain in which every link definitely has nothing. */
export function notFound(query: Query, attempts: readonly Attempt[]): SecretError {
  const where = attempts.length > 0 ? `: ${list(attempts)}` : "";
  return new SecretError("not_found", `"${query.asked}" was not found${where}`, {
    name: query.asked,
    hint: "check the spelling, store it in one of these places, or pass a default or required: false",
    attempts,
  });
}

function whyNotAsked(ids: readonly string[], error: SecretError, fallback: Fallback): string {
  const decision = decisionTable[error.code].layer;
  const wider =
    decision === "past-outage" ? "unavailable or any" : decision === "past-refusal" ? "any" : undefined;
  const those = ids.join(", ");
  return wider
    ? `${those} would be asked only with SECRETS_FALLBACK=${wider} (it is ${fallback})`
    : `${those} was not asked`;
}

function list(attempts: readonly Attempt[]): string {
  return attempts.map(describe).join("; ");
}

function describe({ provider, location, answer, detail }: Attempt): string {
  const where = location === undefined ? provider : `${provider} (${location})`;
  const why = detail !== undefined && answer !== "found" ? `, ${detail}` : "";
  return `${where}: ${answer.replaceAll("_", " ")}${why}`;
}
