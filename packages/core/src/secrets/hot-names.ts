import type { CacheEntry } from "../cache/cache-entry.ts";
import type { Epoch } from "../cache/epoch.ts";
import type { Attempt } from "../errors/attempt.ts";

/** The answer to a plain `get` and what it rests on. */
export interface Answered {
  readonly text: string;
  readonly winner: Attempt;
  /** The entries that were consulted, the absences above the winner too: so precedence holds. */
  readonly entries: readonly CacheEntry[];
}

const none: readonly CacheEntry[] = [];

/** What is remembered of an answer, as small as can be: ten thousand of these are an ordinary cache. */
class HotName {
  readonly text: string;
  /** The entries that it rests on: nearly always one, for which an array would be the largest part of this. */
  readonly first: CacheEntry;
  readonly others: readonly CacheEntry[];
  /** When all entries were last seen to be live. */
  epoch: number;
  /** Until when every entry is an answer and none is due to be refreshed, on the monotonic clock. */
  readonly until: number;
  readonly #provider: string;
  readonly #location: string | undefined;
  readonly #version: string | undefined;

  constructor(
    { text, winner }: Answered,
    { first, others, epoch }: Pick<HotName, "first" | "others" | "epoch">,
  ) {
    this.text = text;
    this.first = first;
    this.others = others.length === 0 ? none : others;
    this.epoch = epoch;
    const ends = [first, ...others].map(({ expiresAt, refreshAt }) => Math.min(expiresAt, refreshAt));
    this.until = Math.floor(Math.min(...ends));
    this.#provider = winner.provider;
    this.#location = winner.location;
    this.#version = winner.version;
  }

  get winner(): Attempt {
    return {
      provider: this.#provider,
      answer: "found",
      cached: true,
      ms: 0,
      ...(this.#location === undefined ? {} : { location: this.#location }),
      ...(this.#version === undefined ? {} : { version: this.#version }),
    };
  }
}

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
  get(name: string, now: number): Pick<Answered, "text" | "winner"> | undefined {
    const hot = this.#names.get(name);
    if (hot === undefined) return undefined;
    if (now >= hot.until || (hot.epoch !== this.#epoch.value && !this.#isLive(hot))) {
      this.#names.delete(name);
      return undefined;
    }
    hot.first.used = true;
    const { others } = hot;
    for (let index = 0; index < others.length; index++) {
      const entry = others[index];
      if (entry) entry.used = true;
    }
    return hot;
  }

  set(name: string, answered: Answered): void {
    if (this.#names.size >= this.#maxNames && !this.#names.has(name)) this.#names.clear();
    const [first, ...others] = answered.entries;
    // What rests on nothing would never end.
    if (first) this.#names.set(name, new HotName(answered, { first, others, epoch: this.#epoch.value }));
  }

  /** The names that are still answers. */
  names(now: number): string[] {
    return [...this.#names.keys()].filter((name) => this.get(name, now) !== undefined);
  }

  delete(name: string): void {
    this.#names.delete(name);
  }

  clear(): void {
    this.#names.clear();
  }

  #isLive(hot: HotName): boolean {
    hot.epoch = this.#epoch.value;
    return hot.first.live && hot.others.every(({ live }) => live);
  }
}
