import type { CacheEntry } from "../cache/cache-entry.ts";
import { LinkCache, type ReadOptions } from "../cache/link-cache.ts";
import type { Lifetimes } from "../cache/lifetime.ts";
import type { Capabilities } from "../contract/capabilities.ts";
import type { ProviderReport } from "../contract/context.ts";
import type { Host } from "../contract/host.ts";
import type { Ask, Location } from "../contract/location.ts";
import type { Provider } from "../contract/provider.ts";
import type { SecretRecord } from "../contract/secret-record.ts";
import { SecretError } from "../errors/secret-error.ts";
import { foreignError } from "./foreign-error.ts";
import { locationKey } from "./location-key.ts";
import { checkRecord } from "./check-record.ts";

export interface LinkOptions extends Lifetimes {
  /** The instance's id: `aws`, `vault.dr`. */
  readonly id: string;
  readonly provider: Provider;
  readonly capabilities: Capabilities;
  readonly host: Host;
  readonly maxEntries: number;
  readonly onReport: (link: Link, report: ProviderReport) => void;
}

/** One provider instance in a chain, with its cache: the place from which a back end is called. */
export class Link {
  readonly id: string;
  readonly provider: Provider;
  readonly capabilities: Capabilities;
  readonly cache: LinkCache;
  /** How often it was asked and failed, by the chain's counting. */
  failures = 0;
  /** How often a failure of it was stepped past. */
  steppedPast = 0;
  readonly #host: Host;
  readonly #onReport: LinkOptions["onReport"];

  constructor(options: LinkOptions) {
    this.id = options.id;
    this.provider = options.provider;
    this.capabilities = options.capabilities;
    this.cache = new LinkCache({
      ...options,
      clock: options.host.clock,
      random: () => options.host.random(),
    });
    this.#host = options.host;
    this.#onReport = options.onReport;
  }

  /** Where a name would be. @throws SecretError */
  locate(ask: Ask): readonly Location[] {
    return this.#offline(() => this.provider.locate(ask));
  }

  /** Where a reference's path points. @throws SecretError `invalid_ref` */
  parse(path: string): Location {
    return this.#offline(() => this.provider.parse(path));
  }

  /** The answer that is held for a location, while it is one. */
  cached(location: Location): CacheEntry | undefined {
    const entry = location.mints ? undefined : this.cache.fresh(locationKey(location));
    if (entry) this.cache.hits++;
    return entry;
  }

  /** What is held for a location, an answer or not any more, without counting it as a read. */
  held(location: Location): CacheEntry | undefined {
    return this.cache.fresh(locationKey(location));
  }

  /** Forgets what is held for a location. */
  forget(location: Location): void {
    this.cache.delete(locationKey(location));
  }

  /** Fails what is under way, and closes the provider. */
  async close(): Promise<void> {
    this.cache.close(new SecretError("aborted", `${this.id} was closed`));
    await this.provider.close?.();
  }

  /** Asks the store. @throws SecretError */
  fetch(location: Location, options: ReadOptions): Promise<CacheEntry> {
    return this.cache.fetch(
      {
        key: locationKey(location),
        keyOf: (id) => locationKey({ ...location, path: id }),
        fetch: (signal) => this.#get(location, signal, options.budgetMs),
      },
      options,
    );
  }

  async #get(location: Location, signal: AbortSignal, budgetMs: number): Promise<SecretRecord | undefined> {
    const { provider } = this;
    if (!provider.get) throw new SecretError("unsupported", `${this.id} cannot read`, { provider: this.id });
    const deadline = this.#host.clock.now() + budgetMs;
    const report = (said: ProviderReport): void => this.#onReport(this, said);
    try {
      const record = await provider.get(location, { signal, deadline, report });
      return record === undefined ? undefined : checkRecord(record, this.id, this.capabilities);
    } catch (error) {
      throw foreignError(error, { provider: this.id, location });
    }
  }

  #offline<T>(call: () => T): T {
    try {
      return call();
    } catch (error) {
      throw foreignError(error, { provider: this.id });
    }
  }
}
