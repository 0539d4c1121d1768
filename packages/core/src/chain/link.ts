import { type CacheAnswer, readThrough, type StaleUse } from "../cache/read-through.ts";
import type { Epoch } from "../cache/epoch.ts";
import type { CacheEntry, Lifetimes } from "../cache/cache-entry.ts";
import type { Patience } from "../cache/flight.ts";
import { LinkCache } from "../cache/link-cache.ts";
import type { CallLimits } from "../call/store-call.ts";
import { type StoreCaller, storeCaller } from "../call/store-caller.ts";
import type { Capabilities } from "../contract/capabilities.ts";
import type { CallContext, ProviderReport } from "../contract/context.ts";
import type { Host } from "../contract/host.ts";
import type { Location } from "../contract/location.ts";
import type { Provider } from "../contract/provider.ts";
import { SecretError } from "../errors/secret-error.ts";
import type { EventStream } from "../events/event-stream.ts";
import type { SecretsEvent } from "../events/secrets-event.ts";
import { LeaseKeeper } from "../lease/lease-keeper.ts";
import type { LinkStats } from "../secrets/stats.ts";
import type { StoredSecret } from "../value/stored-secret.ts";
import { leaseSource } from "./lease-source.ts";
import { locationKey, showLocation } from "./location-key.ts";

/** A store that was without this many names, and never had one, is probably not the one that was meant. */
const suspiciouslyMany = 3;

export interface LinkOptions {
  /** The instance's id: `aws`, `vault.dr`. */
  readonly id: string;
  readonly provider: Provider;
  readonly capabilities: Capabilities;
  readonly host: Host;
  readonly cache: Lifetimes & { readonly maxEntries: number };
  readonly epoch: Epoch;
  /** Take "denied" for absence: for a store that denies what it does not have. */
  readonly deniedIsAbsent: boolean;
  readonly events: EventStream;
}

type WithoutProvider<Event> = Event extends { readonly provider: string } ? Omit<Event, "provider"> : never;

/** What happened to one link. */
export type LinkEvent = WithoutProvider<SecretsEvent>;

/** How one location of a link is read. */
export interface LinkRead extends Patience {
  readonly refresh: boolean;
  readonly stale: StaleUse;
}

/** One provider instance in a chain, with its cache, its breaker and its leases: the place from which a store is called. */
export class Link {
  readonly id: string;
  readonly capabilities: Capabilities;
  readonly deniedIsAbsent: boolean;
  readonly cache: LinkCache;
  readonly leases: LeaseKeeper;
  /** Names that the store definitely did not have, as long as it had none at all. */
  #absentNames: Set<string> | undefined = new Set();
  /** Reads that it failed, failures that were stepped past, and calls that were made again. */
  readonly counts = { failures: 0, steppedPast: 0, retries: 0 };
  /** For what is no read; reads go through the cache. */
  readonly provider: Provider;
  readonly host: Host;
  readonly #caller: StoreCaller;
  readonly #events: EventStream;

  constructor(options: LinkOptions) {
    const { id, provider, capabilities, host, events } = options;
    const random = (): number => host.random();
    this.id = id;
    this.provider = provider;
    this.capabilities = capabilities;
    this.deniedIsAbsent = options.deniedIsAbsent;
    this.host = host;
    this.#events = events;
    this.cache = new LinkCache({
      ...options.cache,
      epoch: options.epoch,
      clock: host.clock,
      random,
      onChange: (key, { version }) => this.emit({ type: "changed", location: shownKey(key), version }),
    });
    this.leases = new LeaseKeeper({
      clock: host.clock,
      random,
      onLease: (key, action, { expiresAt }) =>
        this.emit({ type: "lease", location: shownKey(key), action, expiresAt }),
    });
    this.#caller = storeCaller(this, options.cache.ttl);
  }

  emit(event: LinkEvent): void {
    this.#events.emit({ ...event, provider: this.id });
  }

  /** Warns once for each `id`, and each `subject` where there are several. */
  warn(id: string, message: string, subject = ""): void {
    this.#events.warn(`${this.id} ${id} ${subject}`, {
      code: `CLAVIGER_${id.toUpperCase().replaceAll("-", "_")}`,
      provider: this.id,
      message,
    });
  }

  /** What its provider reports. */
  heard(report: ProviderReport): void {
    if (report.type === "credentials-lost") this.leases.credentialsLost(report.issuer);
    if (report.type === "warning") this.warn(report.id, report.message);
  }

  /** Whether it was without every name so far, and without enough of them to be suspicious. */
  get hasNothing(): boolean {
    return this.#absentNames?.size === suspiciouslyMany;
  }

  /** How it is doing. */
  stats(): LinkStats {
    return {
      provider: this.id,
      entries: this.cache.size,
      ...this.cache.counts,
      ...this.counts,
      leases: this.leases.size,
      breaker: this.#caller.breaker.state,
      hasNothing: this.hasNothing,
    };
  }

  /** The store had a name. */
  has(): void {
    this.#absentNames = undefined;
  }

  /** The store definitely did not have a name. */
  lacks(name: string): void {
    if (!this.hasNothing) this.#absentNames?.add(name);
  }

  /** The context of a call of the provider's. */
  readonly context = (limits: CallLimits): CallContext => this.#caller.context(limits);

  /** Reads one location, through the cache. @throws SecretError */
  read(location: Location, options: LinkRead): Promise<CacheAnswer> {
    const key = locationKey(location);
    return readThrough(
      this.cache,
      {
        key,
        keyOf: (id) => locationKey({ ...location, path: id }),
        fetch: async (signal) => {
          if (this.#events.active) this.emit({ type: "miss", location: showLocation(location) });
          return await this.#caller.read(location, {
            signal,
            deadline: this.host.clock.now() + options.budgetMs,
          });
        },
      },
      { ...options, hopeless: this.#caller.breaker.waitMs > 0, clock: this.host.clock },
    );
  }

  /** A new value of a location that mints. @throws SecretError */
  mint(location: Location, patience: Patience): Promise<StoredSecret | undefined> {
    return this.leases.make(locationKey(location), leaseSource(location, this, this.#caller), patience);
  }

  /** The lease's value that is held for a location that mints, without making one. */
  minted(location: Location): StoredSecret | undefined {
    return this.leases.current(locationKey(location));
  }

  /** What is held for a location, an answer still or past its TTL. */
  held(location: Location): StoredSecret | undefined {
    return this.cache.held(locationKey(location))?.stored;
  }

  /** How old an entry is, in seconds. */
  ageSeconds({ readAt }: CacheEntry): number {
    return Math.round((this.host.clock.monotonic() - readAt) / 1000);
  }

  /** The value that could be served for a location if the store cannot be had. */
  servable(location: Location): StoredSecret | undefined {
    return this.cache.servable(locationKey(location))?.stored;
  }

  /** Forgets what is held for a location; of one that names no version, every version. */
  forget(location: Location): void {
    this.cache.delete(locationKey(location));
    this.leases.forget(locationKey(location));
  }

  /** Forgets everything: the next reads ask the store, and mint anew. */
  clear(): void {
    this.cache.clear();
    this.leases.forget();
  }

  /** Fails what is under way, revokes leases, and closes the provider. */
  async close(): Promise<void> {
    this.cache.close(new SecretError("aborted", `${this.id} was closed`));
    await this.leases.close();
    await this.provider.close?.();
  }
}

function shownKey(key: string): string {
  return key.replaceAll("\0", " ");
}
