import type { CacheEntry } from "../cache/cache-entry.ts";
import type { Epoch } from "../cache/epoch.ts";
import type { Attempt } from "../errors/attempt.ts";

/** The answer to a plain `get` and what it rests on, as small as can be: ten thousand of these are an ordinary cache. */
export interface HotName extends Pick<Attempt, "provider" | "location" | "version"> {
  readonly text: string;
  /** The entries that were consulted, the absences above the winner too: nearly always one, for which an array is too much. */
  readonly first: CacheEntry;
  readonly others: readonly CacheEntry[];
  /** When all entries were last seen to be live, and marked as read. */
  epoch: number;
  /** Until when every entry is an answer and none is due to be refreshed, on the monotonic clock. */
  readonly until: number;
}

const none: readonly CacheEntry[] = [];

/**
 * Plain `get`s whose every link was answered from its cache, remembered so that the next one need not walk the chain. It
 * holds no answer of its own: when one of the entries is cleared, replaced, evicted, near its end or past it, the name is
 * cold.
 */
export class HotNames {
  readonly #names = new Map<string, HotName>();
  readonly #maxNames: number;
  readonly #epoch: Epoch;

  constructor(maxNames: number, epoch: Epoch) {
    this.#maxNames = maxNames;
    this.#epoch = epoch;
  }

  /** @param now - of the monotonic clock, in milliseconds */
  get(name: string, now: number): HotName | undefined {
    const hot = this.#names.get(name);
    if (hot === undefined) return undefined;
    if (now < hot.until && (hot.epoch === this.#epoch.value || this.#isLive(hot))) return hot;
    this.#names.delete(name);
    return undefined;
  }

  set(
    name: string,
    text: string,
    { provider, location, version }: Attempt,
    entries: readonly CacheEntry[],
  ): void {
    if (this.#names.size >= this.#maxNames && !this.#names.has(name)) this.#names.clear();
    const [first, ...others] = entries;
    // What rests on nothing would never end.
    if (!first) return;
    this.#names.set(name, {
      text,
      provider,
      location,
      version,
      first,
      others: others.length === 0 ? none : others,
      epoch: -1,
      until: Math.floor(Math.min(...entries.flatMap(({ expiresAt, refreshAt }) => [expiresAt, refreshAt]))),
    });
  }

  /** The names that are still answers. */
  names(now: number): string[] {
    return [...this.#names.keys()].filter((name) => this.get(name, now));
  }

  delete(name: string): void {
    this.#names.delete(name);
  }

  clear(): void {
    this.#names.clear();
  }

  /** Looks at each entry, which is needed only after one died: eviction, too, takes marks away only to make one die. */
  #isLive(hot: HotName): boolean {
    hot.epoch = this.#epoch.value;
    const entries = [hot.first, ...hot.others];
    for (const entry of entries) entry.used = true;
    return entries.every(({ live }) => live);
  }
}
