import type { Attempt } from "../errors/attempt.ts";
import type { SecretError } from "../errors/secret-error.ts";
import type { EventStream } from "../events/event-stream.ts";
import type { Fallback } from "./decision-table.ts";
import type { Link } from "./link.ts";
import type { StaleServed } from "./link-answer.ts";
import type { Query } from "./query.ts";

/** A store that was without this many names, and never had one, is probably not the one that was meant. */
const suspiciouslyMany = 3;

/** What a chain says and counts of what its links answer: events for each, warnings once. */
export class ChainReports {
  readonly #events: EventStream;
  readonly #fallback: Fallback;

  constructor(events: EventStream, fallback: Fallback) {
    this.#events = events;
    this.#fallback = fallback;
  }

  /** A link gave an answer of any kind. */
  answered(link: Link, query: Query, { answer, location = query.asked, cached }: Attempt): void {
    if (answer === "found") {
      link.hasAnswered = true;
      link.absentNames.clear();
    } else if (answer === "absent") {
      if (!link.hasAnswered && link.absentNames.size < suspiciouslyMany) link.absentNames.add(query.name);
    } else if (answer !== "cannot_hold" && answer !== "unsupported" && answer !== "deleted") link.failures++;
    if (cached && this.#events.active && answer !== "cannot_hold") {
      this.#events.emit({ type: "hit", provider: link.id, location });
    }
  }

  /** A link had the name: those before it that never have anything are pointed out. */
  found(winner: Link, attempts: readonly Attempt[], links: readonly Link[]): void {
    for (const link of links) {
      if (link === winner) return;
      if (
        !hasNothing(link) ||
        !attempts.some(({ provider, answer }) => provider === link.id && answer === "absent")
      )
        continue;
      this.#events.warn(`nothing ${link.id}`, {
        code: "CLAVIGER_NOTHING_THERE",
        provider: link.id,
        message: `${link.id} had none of the secrets it was asked for so far, and ${winner.id} has: its region, prefix, path or mount is probably wrong`,
      });
    }
  }

  steppedPast(link: Link, query: Query, error: SecretError): void {
    const { code, problem } = error;
    link.steppedPast++;
    this.#events.emit({ type: "fallback", name: query.asked, provider: link.id, code });
    this.#events.warn(`fallback ${link.id} ${code}`, {
      code: "CLAVIGER_FALLBACK",
      provider: link.id,
      message: `${link.id} failed (${code}) and was stepped past (fallback is "${this.#fallback}"): ${problem}`,
    });
  }

  stale(link: Link, { location, ageSeconds, code }: StaleServed): void {
    this.#events.emit({ type: "stale", provider: link.id, location, ageSeconds, code });
    this.#events.warn(`stale ${link.id}`, {
      code: "CLAVIGER_STALE",
      provider: link.id,
      message: `${link.id} cannot be had${code ? ` (${code})` : ""}: values past their TTL are served from its cache, up to SECRETS_STALE_TTL`,
    });
  }

  deleted(link: Link, query: Query, { location = query.asked }: Attempt): void {
    this.#events.warn(`deleted ${link.id} ${location}`, {
      code: "CLAVIGER_DELETED",
      provider: link.id,
      message: `${location} was deleted in ${link.id}: the chain goes on as if it had never been there`,
    });
  }

  deniedTaken(link: Link, location: string): void {
    this.#events.warn(`denied-absent ${link.id}`, {
      code: "CLAVIGER_DENIED_AS_ABSENT",
      provider: link.id,
      message: `${link.id} denied ${location}, which is taken for absence, as its option "denied" says`,
    });
  }
}

/** Whether a link was without every name so far, and without enough of them to be suspicious. */
export function hasNothing(link: Link): boolean {
  return !link.hasAnswered && link.absentNames.size >= suspiciouslyMany;
}
