import type { CacheEntry } from "../cache/cache-entry.ts";
import type { Clock } from "../contract/clock.ts";
import type { Attempt } from "../errors/attempt.ts";
import type { Fallback } from "./decision-table.ts";
import type { LinkAnswer } from "./link-answer.ts";
import type { Query } from "./query.ts";

/** What a resolution rests on. */
export interface Consulted {
  /** The cache entries that were read, in order. */
  readonly entries: CacheEntry[];
  /** Something else counted too (a lease's value, a failure): the entries alone cannot repeat the answer. */
  unrepeatable: boolean;
}

/** What the links share that are asked for one query. */
export interface Run {
  readonly clock: Clock;
  readonly fallback: Fallback;
  readonly consulted: Consulted;
  /** The trace: a line for every link that was asked. */
  readonly attempts: Attempt[];
  /** Starts the time of the link that is asked next, and says at each call what is left of it, in milliseconds. */
  readonly startLink: () => () => number;
  /** Follows a reference that a link of configuration answered with. */
  readonly follow: (reference: string, query: Query) => Promise<LinkAnswer>;
}
