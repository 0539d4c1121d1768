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

interface HotName extends Answered {
  /** Until when every entry is an answer and none is due to be refreshed, on the monotonic clock. */
  readonly until: number;
  /** When all entries were last seen to be live. */
  epoch: number;
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
  get(name: string, now: number): Answered | undefined {
    const hot = this.#names.get(name);
    if (hot === undefined) return undefined;
    if (now >= hot.until || (hot.epoch !== this.#epoch.value && !this.#isLive(hot))) {
      this.#names.delete(name);
      return undefined;
    }
    const { entries } = hot;
    for (let index = 0; index < entries.length; index++) {
      const entry = entries[index];
      if (entry) entry.used = true;
    }
    return hot;
  }

  set(name: string, answered: Answered): void {
    if (this.#names.size >= this.#maxNames && !this.#names.has(name)) this.#names.clear();
    const until = Math.min(
      ...answered.entries.map(({ expiresAt, refreshAt }) => Math.min(expiresAt, refreshAt)),
    );
    this.#names.set(name, { ...answered, until, epoch: this.#epoch.value });
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
    return hot.entries.every(({ live }) => live);
  }
}
