import type { Clock } from "../contract/clock.ts";
import type { Attempt } from "../errors/attempt.ts";
import { SecretError } from "../errors/secret-error.ts";
import type { EventStream } from "../events/event-stream.ts";
import { askLayer, type Failure } from "./ask-layer.ts";
import { chainError } from "./chain-error.ts";
import { deleted, found, steppedPast } from "./chain-reports.ts";
import { decisionTable, type Fallback, mayStepPast } from "./decision-table.ts";
import { followReference } from "./follow-reference.ts";
import { isAllowed } from "./is-allowed.ts";
import { Layer } from "./layer.ts";
import type { Link } from "./link.ts";
import type { Query } from "./query.ts";
import type { Resolution } from "./resolution.ts";
import type { Consulted, Run } from "./run.ts";
import { type TimeBudget, timeBudget } from "./time-budget.ts";

export interface ChainOptions {
  readonly layers: readonly Layer[];
  /** Instances that can be written and not read: made when one is written, since who only reads need not configure them. */
  readonly writeOnly: readonly string[];
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
  readonly options: ChainOptions;
  /** Instances that only references or writes name, made when the first one does. A failure to make one is not kept. */
  readonly #extra = new Map<string, Promise<Link>>();
  readonly #extraLinks: Link[] = [];
  #closed = false;

  constructor(options: ChainOptions) {
    this.links = options.layers.flatMap(({ members }) => members);
    this.fallback = options.fallback;
    this.options = options;
  }

  /** Asks the chain, or the one instance that the query names. */
  async resolve(query: Query, within: Partial<Within> = {}): Promise<Resolution> {
    const { clock, fallback } = this.options;
    const { budget = timeBudget(clock), consulted = { entries: [], unrepeatable: false } } = within;
    const named = query.provider === undefined ? undefined : await this.instance(query.provider);
    // The table takes "unsupported" for absence, and of what is never read nobody knows that.
    if (named?.capabilities.read === false)
      return { status: "failed", error: unreadable(named), attempts: [] };
    const layers = named ? [new Layer([named], clock)] : this.options.layers;
    const links = layers.flatMap(({ members }) => members);
    const attempts: Attempt[] = [];
    let linksLeft = links.length;
    const run: Run = {
      clock,
      fallback,
      consulted,
      attempts,
      startLink: () => budget(linksLeft--),
      follow: (reference, from) =>
        followReference(reference, from, (next) => this.resolve(next, { budget, consulted })),
    };
    let failure: Failure | undefined;
    let stoppedBy: SecretError | undefined;
    for (const layer of layers) {
      for (const link of layer.members) if (!isAllowed(link, query)) attempts.push(notAllowed(link, query));
      const asked = await askLayer(layer, query, run);
      if (!asked) continue;
      const { link, attempt, value, error, stale = false } = asked;
      if (value !== undefined) {
        found(link, attempts, links);
        const degraded = failure !== undefined || asked.degraded === true || stale;
        return { status: "found", value, winner: attempt, stale, degraded, attempts, consulted };
      }
      if (!error) continue;
      const { code } = error;
      const decision = asked.final ? "stop" : decisionTable[code].layer;
      if (decision === "next") {
        if (code === "deleted") deleted(link, query, attempt);
        continue;
      }
      // Who left is told so, and not what had failed until then.
      if (code === "aborted") failure = { link, error };
      failure ??= asked.failedFirst ?? { link, error };
      stoppedBy = error;
      if (!mayStepPast(decision, fallback)) break;
      if (layer !== layers.at(-1)) steppedPast(link, query, error, fallback);
    }
    if (!failure || !stoppedBy) return { status: "absent", attempts };
    const error = chainError(query, { ...failure, stoppedBy, attempts, links, fallback });
    return { status: "failed", error, attempts };
  }

  /** The instance of an id, in the chain or not. @throws SecretError `not_configured` */
  instance(id: string): Link | Promise<Link> {
    return this.links.find((link) => link.id === id) ?? this.#extra.get(id) ?? this.#instantiate(id);
  }

  /** Every link that was made: those of the chain, then those that only references or writes name. */
  known(): readonly Link[] {
    return [...this.links, ...this.#extraLinks];
  }

  /** Closes every link, and each that is still being made as soon as it is. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.known().map((link) => link.close()));
  }

  #instantiate(id: string): Promise<Link> {
    const made = this.options.instantiate(id);
    this.#extra.set(id, made);
    made.then(
      (link) => this.#add(link),
      () => this.#extra.delete(id),
    );
    return made;
  }

  #add(link: Link): void {
    this.#extraLinks.push(link);
    // Made for a read that was under way at close.
    if (this.#closed) void link.close().catch(() => {});
  }
}

function unreadable({ id }: Link): SecretError {
  return new SecretError("unsupported", `${id} can be written and not read`, {
    provider: id,
    hint: "read the secret from the store that it was written from",
  });
}

/** The line of a link that the manifest does not let answer. */
function notAllowed({ id }: Link, { from = [] }: Query): Attempt {
  const detail = `the manifest allows only ${from.join(", ")}`;
  return { provider: id, answer: "cannot_hold", cached: true, ms: 0, detail };
}
