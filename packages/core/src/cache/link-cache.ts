import type { Clock } from "../contract/clock.ts";
import type { SecretRecord } from "../contract/secret-record.ts";
import type { ErrorCode } from "../errors/error-code.ts";
import { isSecretError, type SecretError } from "../errors/secret-error.ts";
import type { StoredSecret } from "../value/stored-secret.ts";
import { type CacheEntry, cacheEntry, type Lifetimes } from "./cache-entry.ts";
import { EntryStore } from "./entry-store.ts";
import type { Epoch } from "./epoch.ts";
import { Flight, type Patience } from "./flight.ts";

export interface ReadOptions extends Patience {
  /** Do not answer from the cache, and do not join a call that was started by an ordinary read. */
  readonly refresh: boolean;
}

/** What is needed to read one location of one link. */
export interface CacheRead {
  /** Path and version. */
  readonly key: string;
  /** What a canonical id becomes a key with: the version part of `key`. */
  readonly keyOf: (id: string) => string;
  readonly fetch: (signal: AbortSignal) => Promise<SecretRecord | undefined>;
}

export interface LinkCacheOptions extends Lifetimes {
  readonly maxEntries: number;
  readonly epoch: Epoch;
  readonly clock: Clock;
  readonly random: () => number;
  /** The store answered with another value than the one that was held. */
  readonly onChange: (key: string, stored: StoredSecret) => void;
}

interface Flown {
  readonly flight: Flight<CacheEntry>;
  readonly refresh: boolean;
}

/** After these the store has said that the value may not be had any more: what is held of it is dropped. */
const revoking: ReadonlySet<ErrorCode> = new Set(["denied", "auth_failed", "deleted", "disabled"]);

/**
 * The cache of one link: one call in flight per location; answers are kept for their lifetime, failures never. An answer
 * is kept only by the call that is still the location's own when it lands: not by one that a refresh overtook or that
 * started before a clear.
 */
export class LinkCache {
  readonly #store: EntryStore;
  /** The call of each location whose answer will be kept. */
  readonly #flights = new Map<string, Flown>();
  /** Every call under way. */
  readonly #airborne = new Set<Flight<CacheEntry>>();
  #closed: SecretError | undefined;
  readonly #options: LinkCacheOptions;
  /** How often an answer was at hand, how often the store was called, and how often an answer past its TTL was served. */
  readonly counts = { hits: 0, calls: 0, stale: 0 };

  constructor(options: LinkCacheOptions) {
    this.#options = options;
    this.#store = new EntryStore(options);
  }

  get size(): number {
    return this.#store.size;
  }

  /** The entry if it is still an answer. */
  fresh(key: string): CacheEntry | undefined {
    const entry = this.held(key);
    if (!entry || entry.expiresAt <= this.#options.clock.monotonic()) return undefined;
    entry.used = true;
    return entry;
  }

  /** The entry, however old it is. */
  held(key: string): CacheEntry | undefined {
    return this.#store.get(key);
  }

  /** The entry if it may be served because the store cannot be had. */
  servable(key: string): CacheEntry | undefined {
    const entry = this.held(key);
    return entry?.stored && entry.staleUntil > this.#options.clock.monotonic() ? entry : undefined;
  }

  /** Whether it is time to ask for the next answer ahead of the end of this one. Says so once for each try. */
  isDue(entry: CacheEntry): boolean {
    const now = this.#options.clock.monotonic();
    if (entry.refreshAt > now) return false;
    // If this try fails, the next one is half of what is left away.
    entry.refreshAt = now + Math.max(1_000, (entry.expiresAt - now) / 2);
    return true;
  }

  /**
   * Calls the store, or joins a call that is under way; a refresh joins only another refresh.
   * @throws what `fetch` throws, and SecretError `timeout`, `aborted`
   */
  async fetch(read: CacheRead, options: ReadOptions): Promise<CacheEntry> {
    if (this.#closed) throw this.#closed;
    let flown = this.#flights.get(read.key);
    if (!flown || flown.flight.abandoned || (options.refresh && !flown.refresh)) {
      flown = this.#start(read, options.refresh);
    }
    return await flown.flight.wait(options);
  }

  /** Forgets what is held under a key and its versions; what a call under way for them answers is not kept. */
  delete(key: string): void {
    const isOf = (other: string): boolean => other === key || other.startsWith(`${key}\0`);
    for (const other of [...this.#store.keys()].filter(isOf)) this.#store.delete(other);
    for (const other of [...this.#flights.keys()].filter(isOf)) this.#flights.delete(other);
  }

  clear(): void {
    this.#store.clear();
    this.#flights.clear();
  }

  /** Forgets everything, fails the calls under way, those too that are no location's own any more, and makes none after. */
  close(error: SecretError): void {
    this.#closed = error;
    this.clear();
    for (const flight of this.#airborne) flight.cancel(error);
  }

  #start(read: CacheRead, refresh: boolean): Flown {
    this.counts.calls++;
    const flight: Flight<CacheEntry> = new Flight(this.#options.clock, (signal) =>
      this.#fly(read, own, signal),
    );
    const own: Flown = { flight, refresh };
    this.#flights.set(read.key, own);
    this.#airborne.add(flight);
    return own;
  }

  async #fly(read: CacheRead, own: Flown, signal: AbortSignal): Promise<CacheEntry> {
    const { key } = read;
    const { clock, random } = this.#options;
    const isOwn = (): boolean => this.#flights.get(key) === own;
    try {
      const record = await read.fetch(signal);
      const at = { now: clock.now(), monotonic: clock.monotonic(), random: random() };
      const entry = cacheEntry(record, this.#options, at);
      if (isOwn() && !signal.aborted) this.#keep(read, entry);
      else entry.live = false;
      if (!record && !entry.live) this.#store.delete(key);
      return entry;
    } catch (error) {
      // Whosever call it is: dropping too much costs a call, and too little serves what may not be had.
      if (isSecretError(error) && revoking.has(error.code)) this.#store.delete(key);
      throw error;
    } finally {
      this.#airborne.delete(own.flight);
      if (isOwn()) this.#flights.delete(key);
    }
  }

  #keep({ key, keyOf }: CacheRead, entry: CacheEntry): void {
    const { stored } = entry;
    const before = this.held(key)?.stored;
    if (before && stored && !before.equals(stored)) this.#options.onChange(key, stored);
    const id = stored ? keyOf(stored.id) : key;
    if (entry.live) this.#store.set(id === key ? [key] : [key, id], entry);
    else this.#store.delete(key);
  }
}
