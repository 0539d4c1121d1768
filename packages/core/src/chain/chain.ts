import type { Clock } from "../contract/clock.ts";
import type { Attempt } from "../errors/attempt.ts";
import { SecretError } from "../errors/secret-error.ts";
import type { EventStream } from "../events/event-stream.ts";
import { askLayer, type AskLayerOptions } from "./ask-layer.ts";
import { chainError } from "./chain-error.ts";
import { ChainReports } from "./chain-reports.ts";
import { decisionTable, type Fallback, mayStepPast } from "./decision-table.ts";
import { followReference } from "./follow-reference.ts";
import { Layer } from "./layer.ts";
import type { Link } from "./link.ts";
import type { Consulted } from "./link-answer.ts";
import { providerOf } from "./of-link.ts";
import type { Query } from "./query.ts";
import type { Resolution } from "./resolution.ts";
import { TimeBudget } from "./time-budget.ts";
import { notAllowed, toAttempt } from "./to-attempt.ts";

export interface ChainOptions {
  readonly layers: readonly Layer[];
  /** Links that can be written and not read: no name is read from them. */
  readonly writeOnly?: readonly Link[];
  /** Makes an instance that is not in the chain, for a reference that names it. @throws SecretError `not_configured` */
  readonly instantiate: (id: string) => Promise<Link>;
  readonly fallback: Fallback;
  readonly clock: Clock;
  readonly events: EventStream;
}

/** What a resolution shares with that of the reference which it follows. */
interface Within {
  readonly budget: TimeBudget;
  readonly consulted: Consulted;
}

/** Ordered layers; the first that has the name wins. What each answer means is in the decision table. */
export class Chain {
  readonly links: readonly Link[];
  readonly fallback: Fallback;
  readonly #options: ChainOptions;
  readonly #writeOnly: readonly Link[];
  readonly #reports: ChainReports;
  /** Instances that only references name, made when the first one does. A failure to make one is not kept. */
  readonly #extra = new Map<string, Promise<Link>>();
  readonly #extraLinks: Link[] = [];
  #closed = false;

  constructor(options: ChainOptions) {
    this.links = options.layers.flatMap(({ members }) => members);
    this.fallback = options.fallback;
    this.#options = options;
    this.#writeOnly = options.writeOnly ?? [];
    this.#reports = new ChainReports(options.events, options.fallback);
  }

  /** Asks the chain, or the one instance that the query names. */
  async resolve(query: Query, within: Partial<Within> = {}): Promise<Resolution> {
    const { clock } = this.#options;
    const { budget = new TimeBudget(clock), consulted = { entries: [], unrepeatable: false } } = within;
    const named = query.provider === undefined ? undefined : await this.instance(query.provider);
    // The table takes "unsupported" for absence, and of what is never read nobody knows that.
    if (named?.capabilities.read === false)
      return { status: "failed", error: unreadable(named), attempts: [] };
    const layers = named ? [new Layer([named], clock)] : this.#options.layers;
    const links = layers.flatMap(({ members }) => members);
    const attempts: Attempt[] = [];
    const options = this.#askOptions(query, { attempts, consulted, budget, links: links.length });
    let failure: { readonly link: Link; readonly error: SecretError } | undefined;
    let stoppedBy: SecretError | undefined;
    let degraded = false;
    for (const [index, layer] of layers.entries()) {
      for (const link of layer.members) if (!isAllowed(link, query)) attempts.push(notAllowed(link, query));
      const asked = await askLayer(layer, query, options);
      if (!asked) continue;
      const { link, answer, attempt } = asked;
      degraded ||= asked.steppedPast;
      if (answer.answer === "found") {
        this.#reports.found(link, attempts, links);
        degraded ||= failure !== undefined || answer.degraded === true || answer.stale === true;
        return {
          status: "found",
          value: answer.value,
          winner: attempt,
          stale: answer.stale === true,
          degraded,
          attempts,
          consulted,
        };
      }
      if (answer.answer !== "failed") continue;
      const decision = answer.final ? "stop" : decisionTable[answer.error.code].layer;
      if (decision === "next") {
        if (answer.error.code === "deleted") this.#reports.deleted(link, query, attempt);
        continue;
      }
      const own = { link, error: answer.error };
      // Who left is told so, and not what had failed until then.
      if (answer.error.code === "aborted") failure = own;
      failure ??= asked.failedFirst ?? own;
      stoppedBy = answer.error;
      if (!mayStepPast(decision, this.fallback)) break;
      if (index < layers.length - 1) this.#reports.steppedPast(link, query, answer.error);
    }
    if (!failure) return { status: "absent", attempts };
    const { fallback } = this;
    const error = chainError(query, { ...failure, stoppedBy, attempts, links, fallback });
    return { status: "failed", error, attempts };
  }

  /** The links that a listing asks: those of the chain that may have what a query asks for, and those that are only written. */
  listed(query?: Query): readonly Link[] {
    return [...this.links, ...this.#writeOnly].filter((link) => !query || isAllowed(link, query));
  }

  /** The links that a change of what a query asks for may go to: of a replica group, the first member. */
  writers(query: Query): readonly Link[] {
    const first = this.#options.layers.flatMap(({ members }) => members.slice(0, 1));
    return [...first, ...this.#writeOnly].filter((link) => isAllowed(link, query));
  }

  layerOf(link: Link): Layer | undefined {
    return this.#options.layers.find(({ members }) => members.includes(link));
  }

  /** The instance of an id, in the chain or not. @throws SecretError `not_configured` */
  instance(id: string): Link | Promise<Link> {
    const own = this.listed().find((link) => link.id === id);
    return own ?? this.#extra.get(id) ?? this.#instantiate(id);
  }

  /** Every link that was made: those of the chain, then those that only references name. */
  known(): readonly Link[] {
    return [...this.links, ...this.#writeOnly, ...this.#extraLinks];
  }

  /** Closes every link, and each that is still being made as soon as it is. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.known().map((link) => link.close()));
  }

  #askOptions(
    query: Query,
    {
      attempts,
      consulted,
      budget,
      links,
    }: Within & {
      readonly attempts: Attempt[];
      readonly links: number;
    },
  ): AskLayerOptions {
    let started = 0;
    return {
      clock: this.#options.clock,
      fallback: this.fallback,
      consulted,
      startLink: () => budget.forLink(links - started++),
      allows: (link) => isAllowed(link, query),
      record: (link, answer, ms) => {
        const attempt = toAttempt(link, answer, ms);
        attempts.push(attempt);
        if (!isKept(attempt)) consulted.unrepeatable = true;
        this.#reports.answered(link, query, attempt);
        return attempt;
      },
      follow: (reference, from) =>
        followReference(reference, from, (next) => this.resolve(next, { budget, consulted })),
      onStepPast: (link, error) => this.#reports.steppedPast(link, query, error),
      onStale: (link, served) => this.#reports.stale(link, served),
      onDeniedTaken: (link, location) => {
        consulted.unrepeatable = true;
        this.#reports.deniedTaken(link, location);
      },
    };
  }

  #add(link: Link): void {
    this.#extraLinks.push(link);
    // Made for a read that was under way at close.
    if (this.#closed) void link.close().catch(() => {});
  }

  #instantiate(id: string): Promise<Link> {
    const made = this.#options.instantiate(id);
    this.#extra.set(id, made);
    made.then(
      (link) => this.#add(link),
      () => this.#extra.delete(id),
    );
    return made;
  }
}

function unreadable({ id }: Link): SecretError {
  return new SecretError("unsupported", `${id} can be written and not read`, {
    provider: id,
    hint: "read the secret from the store that it was written from",
  });
}

/** Whether a link's answer is one that its cache entries can repeat: a failure is never kept. */
function isKept({ answer }: Attempt): boolean {
  return answer === "found" || answer === "absent" || answer === "cannot_hold";
}

function isAllowed(link: Link, { from, provider }: Query): boolean {
  return provider !== undefined || !from || from.includes(link.id) || from.includes(providerOf(link.id));
}
