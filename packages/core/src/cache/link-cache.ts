import type { Clock } from "../contract/clock.ts";
import type { SecretRecord } from "../contract/secret-record.ts";
import { StoredSecret } from "../value/stored-secret.ts";
import type { CacheEntry } from "./cache-entry.ts";
import type { ErrorCode } from "../errors/error-code.ts";
import { isSecretError, type SecretError } from "../errors/secret-error.ts";
import type { Epoch } from "./epoch.ts";
import { EntryStore } from "./entry-store.ts";
import { Flight, type Patience } from "./flight.ts";
import { lifetimeOf, type Lifetimes } from "./lifetime.ts";

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
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #lifetimes: Lifetimes;
  readonly #onChange: LinkCacheOptions["onChange"];
  /** How often an answer was at hand, how often the store was called, and how often an answer past its TTL was served. */
  hits = 0;
  calls = 0;
  stale = 0;

  constructor(options: LinkCacheOptions) {
    this.#lifetimes = options;
    this.#onChange = options.onChange;
    this.#clock = options.clock;
    this.#random = options.random;
    this.#store = new EntryStore(options.maxEntries, options.epoch);
  }

  get size(): number {
    return this.#store.size;
  }

  /** The entry if it is still an answer. */
  fresh(key: string): CacheEntry | undefined {
    const entry = this.#store.get(key);
    if (!entry || entry.expiresAt <= this.#clock.monotonic()) return undefined;
    entry.used = true;
    return entry;
  }

  /** The entry, however old it is. */
  held(key: string): CacheEntry | undefined {
    return this.#store.get(key);
  }

  /** The entry if it may be served because the store cannot be had. */
  servable(key: string): CacheEntry | undefined {
    const entry = this.#store.get(key);
    return entry?.stored && entry.staleUntil > this.#clock.monotonic() ? entry : undefined;
  }

  /** Whether it is time to ask for the next answer ahead of the end of this one. Says so once for each try. */
  isDue(entry: CacheEntry): boolean {
    const now = this.#clock.monotonic();
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
    const flown = this.#flights.get(read.key);
    const joinable = flown && !flown.flight.abandoned && (flown.refresh || !options.refresh);
    return await (joinable ? flown.flight : this.#start(read, options.refresh)).wait(options);
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

  #start(read: CacheRead, refresh: boolean): Flight<CacheEntry> {
    this.calls++;
    const flight = new Flight<CacheEntry>(this.#clock);
    const own = { flight, refresh };
    this.#flights.set(read.key, own);
    this.#airborne.add(flight);
    flight.depart((signal) => this.#fly(read, own, signal));
    return flight;
  }

  async #fly(read: CacheRead, own: Flown, signal: AbortSignal): Promise<CacheEntry> {
    const isOwn = (): boolean => this.#flights.get(read.key) === own && !signal.aborted;
    try {
      const entry = this.#entry(await read.fetch(signal));
      if (isOwn()) this.#keep(read, entry);
      else entry.live = false;
      if (!entry.stored && !entry.live) this.#store.delete(read.key);
      return entry;
    } catch (error) {
      // Whosever call it is: dropping too much costs a call, and too little serves what may not be had.
      if (isSecretError(error) && revoking.has(error.code)) this.#store.delete(read.key);
      throw error;
    } finally {
      this.#airborne.delete(own.flight);
      if (this.#flights.get(read.key) === own) this.#flights.delete(read.key);
    }
  }

  #entry(record: SecretRecord | undefined): CacheEntry {
    // Whole milliseconds are kept inside the entry; each fraction would be an object of its own.
    const readAt = Math.floor(this.#clock.monotonic());
    const lifetime = lifetimeOf(record, this.#lifetimes, { now: this.#clock.now(), random: this.#random() });
    return {
      stored: record && new StoredSecret(record),
      readAt,
      expiresAt: readAt + Math.floor(lifetime.freshMs),
      staleUntil: readAt + Math.floor(lifetime.staleMs),
      refreshAt: readAt + Math.floor(lifetime.refreshMs),
      live: lifetime.freshMs > 0,
      used: false,
      keys: [],
    };
  }

  #keep(read: CacheRead, entry: CacheEntry): void {
    const before = this.#store.get(read.key)?.stored;
    if (before && entry.stored && !before.equals(entry.stored)) this.#onChange(read.key, entry.stored);
    if (!entry.live) return this.#store.delete(read.key);
    const id = entry.stored && read.keyOf(entry.stored.record.id);
    this.#store.set(id === undefined || id === read.key ? [read.key] : [read.key, id], entry);
  }
}
