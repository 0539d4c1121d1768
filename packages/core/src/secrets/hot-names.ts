import type { CacheEntry } from "../cache/cache-entry.ts";
import type { Attempt } from "../errors/attempt.ts";

/** The answer to a plain `get` and what it rests on. */
interface HotName {
  readonly text: string;
  readonly winner: Attempt;
  /** The entries that were consulted, the absences above the winner too: so precedence holds. */
  readonly entries: readonly CacheEntry[];
}

/**
 * Plain `get`s whose every link was answered from its cache, remembered so that the next one need not walk the chain. It
 * holds no answer of its own: when one of the entries is cleared, replaced, evicted or past its time, the name is cold.
 */
export class HotNames {
  readonly #names = new Map<string, HotName>();
  readonly #maxNames: number;

  constructor(maxNames: number) {
    this.#maxNames = maxNames;
  }

  /** @param now - of the monotonic clock, in milliseconds */
  get(name: string, now: number): HotName | undefined {
    const hot = this.#names.get(name);
    if (hot === undefined) return undefined;
    for (const entry of hot.entries) {
      if (!entry.live || entry.expiresAt <= now) {
        this.#names.delete(name);
        return undefined;
      }
      // Near its end: the chain is walked, which asks for the next answer ahead.
      if (entry.refreshAt <= now) return undefined;
      entry.used = true;
    }
    return hot;
  }

  set(name: string, hot: HotName): void {
    if (this.#names.size >= this.#maxNames && !this.#names.has(name)) this.#names.clear();
    this.#names.set(name, hot);
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
}
