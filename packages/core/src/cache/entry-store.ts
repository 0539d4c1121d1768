import type { CacheEntry } from "./cache-entry.ts";
import type { Epoch } from "./epoch.ts";

/** The keys of an entry that has no second one: shared, since an array for each would be a tenth of what a name costs. */
const alone: readonly string[] = [];

export interface EntryStoreOptions {
  readonly maxEntries: number;
  readonly epoch: Epoch;
}

/**
 * Entries by key, bounded by count. What was read since eviction last came by gets a second chance (CLOCK, an
 * approximation of least-recently-used in which a hit costs one write).
 */
export class EntryStore {
  readonly #entries = new Map<string, CacheEntry>();
  readonly #options: EntryStoreOptions;

  constructor(options: EntryStoreOptions) {
    this.#options = options;
  }

  /** How many answers are held, absences included; several keys of one entry count once each. */
  get size(): number {
    return this.#entries.size;
  }

  get(key: string): CacheEntry | undefined {
    return this.#entries.get(key);
  }

  keys(): IterableIterator<string> {
    return this.#entries.keys();
  }

  /** Holds `entry` under `keys` and the other keys of the same secret, in place of what was there under any of them. */
  set(keys: readonly string[], entry: CacheEntry): void {
    const all = new Set(keys);
    for (const key of keys) {
      const before = this.#entries.get(key);
      if (before && isSameSecret(before, entry)) for (const other of before.keys) all.add(other);
    }
    entry.keys = all.size === 1 ? alone : [...all];
    for (const key of keys) this.delete(key);
    for (const key of all) this.#entries.set(key, entry);
    this.#evict();
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#options.epoch.value++;
    entry.live = false;
    for (const held of [key, ...entry.keys]) this.#entries.delete(held);
  }

  clear(): void {
    this.#options.epoch.value++;
    for (const entry of this.#entries.values()) entry.live = false;
    this.#entries.clear();
  }

  #evict(): void {
    while (this.#entries.size > this.#options.maxEntries) {
      for (const [key, entry] of this.#entries) {
        if (!entry.used) {
          this.delete(key);
          break;
        }
        entry.used = false;
        this.#entries.delete(key);
        this.#entries.set(key, entry);
      }
    }
  }
}

/** A name may come to mean another secret: the id that it had before is not the new one's. An absence has no id. */
function isSameSecret(before: CacheEntry, after: CacheEntry): boolean {
  return !after.stored || before.stored?.id === after.stored.id;
}
