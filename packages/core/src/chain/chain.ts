import type { Clock } from "../contract/clock.ts";
import type { Attempt } from "../errors/attempt.ts";
import type { SecretError } from "../errors/secret-error.ts";
import type { EventStream } from "../events/event-stream.ts";
import { askLink } from "./ask-link.ts";
import { chainError } from "./chain-error.ts";
import { decisionTable, type Fallback, mayStepPast } from "./decision-table.ts";
import { followReference } from "./follow-reference.ts";
import type { Link } from "./link.ts";
import type { Consulted, LinkAnswer } from "./link-answer.ts";
import { providerOf } from "./of-link.ts";
import type { Query } from "./query.ts";
import type { Resolution } from "./resolution.ts";
import { TimeBudget } from "./time-budget.ts";

export interface ChainOptions {
  readonly links: readonly Link[];
  /** Makes an instance that is not in the chain, for a reference that names it. @throws SecretError `not_configured` */
  readonly instantiate: (id: string) => Promise<Link>;
  readonly fallback: Fallback;
  readonly clock: Clock;
  readonly events: EventStream;
}

/** Ordered links; the first that has the name wins. What each answer means is in the decision table. */
export class Chain {
  readonly links: readonly Link[];
  readonly fallback: Fallback;
  readonly #options: ChainOptions;
  /** Instances that only references name, made when the first one does. A failure to make one is not kept. */
  readonly #extra = new Map<string, Promise<Link>>();
  readonly #extraLinks: Link[] = [];

  constructor(options: ChainOptions) {
    this.links = options.links;
    this.fallback = options.fallback;
    this.#options = options;
  }

  /** Asks the chain, or the one instance that the query names. */
  async resolve(query: Query, budget = new TimeBudget(this.#options.clock)): Promise<Resolution> {
    const links = query.provider === undefined ? this.links : [await this.#instance(query.provider)];
    const attempts: Attempt[] = [];
    const consulted: Consulted = [];
    let failure: { readonly link: Link; readonly error: SecretError } | undefined;
    for (const [index, link] of links.entries()) {
      if (!isAllowed(link, query)) {
        attempts.push(notAllowed(link, query));
        continue;
      }
      const started = this.#options.clock.monotonic();
      const answer = await askLink(link, query, {
        budgetMs: budget.forLink(links.length - index),
        consulted,
        follow: (reference, from) => followReference(reference, from, (next) => this.resolve(next, budget)),
      });
      const attempt = toAttempt(link, answer, this.#options.clock.monotonic() - started);
      attempts.push(attempt);
      if (answer.answer === "found") {
        const degraded = failure !== undefined || answer.degraded === true;
        return { status: "found", value: answer.value, winner: attempt, degraded, attempts, consulted };
      }
      if (answer.answer !== "failed") continue;
      const decision = answer.final ? "stop" : decisionTable[answer.error.code];
      if (decision === "next") {
        if (answer.error.code === "deleted") this.#warnDeleted(link, query, attempt);
        continue;
      }
      link.failures++;
      failure ??= { link, error: answer.error };
      if (!mayStepPast(decision, this.fallback)) break;
      if (index < links.length - 1) this.#stepPast(link, query, answer.error);
    }
    if (!failure) return { status: "absent", attempts };
    const error = chainError(query, { ...failure, attempts, links, fallback: this.fallback });
    return { status: "failed", error, attempts };
  }

  /** Every link that was made: those of the chain, then those that only references name. */
  known(): readonly Link[] {
    return [...this.links, ...this.#extraLinks];
  }

  #instance(id: string): Link | Promise<Link> {
    const own = this.links.find((link) => link.id === id);
    return own ?? this.#extra.get(id) ?? this.#instantiate(id);
  }

  #instantiate(id: string): Promise<Link> {
    const made = this.#options.instantiate(id);
    this.#extra.set(id, made);
    made.then(
      (link) => this.#extraLinks.push(link),
      () => this.#extra.delete(id),
    );
    return made;
  }

  #stepPast(link: Link, query: Query, error: SecretError): void {
    const { code } = error;
    const { events } = this.#options;
    link.steppedPast++;
    events.emit({ type: "fallback", name: query.asked, provider: link.id, code });
    events.warn(`fallback ${link.id} ${code}`, {
      code: "CLAVIGER_FALLBACK",
      provider: link.id,
      message: `${link.id} failed (${code}) and was stepped past, since fallback is "${this.fallback}": ${error.problem}`,
    });
  }

  #warnDeleted(link: Link, query: Query, attempt: Attempt): void {
    const where = attempt.location ?? query.asked;
    this.#options.events.warn(`deleted ${link.id} ${where}`, {
      code: "CLAVIGER_DELETED",
      provider: link.id,
      message: `${where} was deleted in ${link.id}: the chain goes on as if it had never been there`,
    });
  }
}

function isAllowed(link: Link, { from, provider }: Query): boolean {
  return provider !== undefined || !from || from.includes(link.id) || from.includes(providerOf(link.id));
}

function notAllowed(link: Link, { from = [] }: Query): Attempt {
  const detail = `the manifest allows only ${from.join(", ")}`;
  return { provider: link.id, answer: "cannot_hold", cached: true, ms: 0, detail };
}

function toAttempt(link: Link, answer: LinkAnswer, ms: number): Attempt {
  const { cached, location } = answer;
  const failed = answer.answer === "failed" ? answer.error : undefined;
  const detail = failed?.problem ?? answer.detail;
  const version = answer.answer === "found" ? answer.version : undefined;
  return {
    provider: link.id,
    ...(location === undefined ? {} : { location }),
    answer: answer.answer === "failed" ? answer.error.code : answer.answer,
    cached,
    ms,
    ...(detail === undefined ? {} : { detail }),
    ...(version === undefined ? {} : { version }),
  };
}
