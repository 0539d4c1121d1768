import type { Attempt } from "../errors/attempt.ts";
import { SecretError } from "../errors/secret-error.ts";
import type { Failure } from "./ask-layer.ts";
import { decisionTable, type Fallback, fallbacks, mayStepPast } from "./decision-table.ts";
import type { Link } from "./link.ts";
import type { Query } from "./query.ts";

interface ChainFailure extends Failure {
  /** What the chain did not go on after: that failure, or a later one. */
  readonly stoppedBy: SecretError;
  readonly attempts: readonly Attempt[];
  readonly links: readonly Link[];
  readonly fallback: Fallback;
}

/** The error of a whole chain: that of the first link that failed, with every link's answer. */
export function chainError({ asked: name }: Query, failure: ChainFailure): SecretError {
  const { error, stoppedBy, attempts, links, fallback } = failure;
  const { code, problem, location, cause, retryAfter } = error;
  const provider = failure.link.id;
  const asked = attempts.map((attempt) => attempt.provider);
  const notAsked = links.map(({ id }) => id).filter((id) => !asked.includes(id));
  const after = attempts.slice(asked.indexOf(provider) + 1);
  const hints = [
    error.hint,
    notAsked.length > 0 && whyNotAsked(notAsked.join(", "), stoppedBy, fallback),
    after.length > 0 && `after it, ${list(after)}`,
  ];
  const hint = hints.filter(Boolean).join("; ") || undefined;
  return new SecretError(code, `"${name}" could not be read from ${provider}: ${problem}`, {
    name,
    provider,
    location,
    hint,
    cause,
    retryAfter,
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

function whyNotAsked(those: string, { code }: SecretError, fallback: Fallback): string {
  const decision = decisionTable[code].layer;
  const wider = fallbacks.filter((wider) => wider !== fallback && mayStepPast(decision, wider));
  return wider.length > 0
    ? `${those} would be asked only with SECRETS_FALLBACK=${wider.join(" or ")} (it is ${fallback})`
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
