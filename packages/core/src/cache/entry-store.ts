import type { CacheEntry } from "./cache-entry.ts";
import type { Epoch } from "./epoch.ts";

/**
 * Entries by key, bounded by count. What was read since eviction last came by gets a second chance (CLOCK, an
 * approximation of least-recently-used in which a hit costs one write).
 */
export class EntryStore {
  readonly #entries = new Map<string, CacheEntry>();
  readonly #maxEntries: number;
  readonly #epoch: Epoch;

  constructor(maxEntries: number, epoch: Epoch) {
    this.#maxEntries = maxEntries;
    this.#epoch = epoch;
  }

  /** How many answers are held, absences included; several keys of one entry count once each. */
  get size(): number {
    return this.#entries.size;
  }

  get(key: string): CacheEntry | undefined {
    return this.#entries.get(key);
  }

  /** Holds `entry` under `keys`, in place of what was there under any of them. */
  set(keys: readonly string[], entry: CacheEntry): void {
    const old = new Set(keys.flatMap((key) => this.#entries.get(key) ?? []));
    entry.keys = old.size === 0 ? keys : [...new Set([...keys, ...[...old].flatMap((one) => one.keys)])];
    for (const one of old) this.#drop(one);
    for (const key of entry.keys) this.#entries.set(key, entry);
    this.#evict();
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (entry) this.#drop(entry);
  }

  clear(): void {
    this.#epoch.value++;
    for (const entry of this.#entries.values()) entry.live = false;
    this.#entries.clear();
  }

  #drop(entry: CacheEntry): void {
    this.#epoch.value++;
    entry.live = false;
    for (const key of entry.keys) this.#entries.delete(key);
  }

  #evict(): void {
    while (this.#entries.size > this.#maxEntries) {
      for (const [key, entry] of this.#entries) {
        if (!entry.used) {
          this.#drop(entry);
          break;
        }
        entry.used = false;
        this.#entries.delete(key);
        this.#entries.set(key, entry);
      }
    }
  }
}
