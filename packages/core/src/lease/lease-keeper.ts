import type { Clock, Timer } from "../contract/clock.ts";
import type { Lease } from "../contract/lease.ts";
import type { SecretRecord } from "../contract/secret-record.ts";
import { SecretError } from "../errors/secret-error.ts";
import { Flight, type Patience } from "../cache/flight.ts";
import { StoredSecret } from "../value/stored-secret.ts";
import { nextStep } from "./next-step.ts";

/** What a keeper needs of the store to keep the lease of one location alive. */
export interface LeaseSource {
  /** Makes a new value. Called once for each need, never again after a failure that may have made one. */
  readonly make: (signal: AbortSignal) => Promise<SecretRecord | undefined>;
  /** Without it, a lease is replaced and not renewed. The signal is aborted by close. */
  readonly renew?: ((lease: Lease, signal: AbortSignal) => Promise<Lease>) | undefined;
  readonly revoke?: ((lease: Lease) => Promise<void>) | undefined;
}

interface Held {
  readonly key: string;
  readonly stored: StoredSecret;
  lease: Lease;
  /** When the lease ends on the monotonic clock, which nobody sets back. */
  endsAt: number;
  readonly source: LeaseSource;
  timer: Timer | undefined;
  /** Tries to renew or replace that failed in a row. */
  failures: number;
  /** How long it lived when it was made, in milliseconds. */
  readonly termMs: number;
  /** The last renewal gave less than half of that: its maximum is near, whether the store told it or not. */
  capped: boolean;
}

export type LeaseAction = "made" | "renewed" | "lost" | "revoked";

export interface LeaseKeeperOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly onLease: (key: string, action: LeaseAction, lease: Lease) => void;
}

/**
 * Values that are made at each read, one lease a location: given out as long as the lease lives, renewed at two thirds of
 * it, and replaced before its maximum. The old value lives on until its own end, so that who still uses it can change over.
 */
export class LeaseKeeper {
  readonly #options: LeaseKeeperOptions;
  readonly #held = new Map<string, Held>();
  readonly #making = new Map<string, Flight<StoredSecret | undefined>>();
  /** Replaced leases that are still alive, to be revoked at close. */
  readonly #replaced = new Set<Pick<Held, "key" | "lease" | "source">>();
  /** Credentials that died while something was being made: it may have been made with them. */
  readonly #died = new Set<string>();
  readonly #ended = new AbortController();

  constructor(options: LeaseKeeperOptions) {
    this.#options = options;
  }

  /** The value that is held, while its lease lives. */
  current(key: string): StoredSecret | undefined {
    const held = this.#held.get(key);
    if (!held) return undefined;
    if (this.#leftMs(held) > 0) return held.stored;
    this.#lose(key, held);
    return undefined;
  }

  /**
   * Makes a value, or joins the call that is making one.
   * @throws SecretError what making it failed with, `timeout`, `aborted`
   */
  make(key: string, source: LeaseSource, patience: Patience): Promise<StoredSecret | undefined> {
    if (this.#ended.signal.aborted) return Promise.reject(closed());
    const under = this.#making.get(key);
    return (under && !under.abandoned ? under : this.#depart(key, source)).wait(patience);
  }

  /** Drops the leases that died with the credentials that made them. */
  credentialsLost(issuer: string): void {
    if (this.#making.size > 0) this.#died.add(issuer);
    for (const [key, held] of this.#held) if (held.lease.issuer === issuer) this.#lose(key, held);
    for (const replaced of this.#replaced)
      if (replaced.lease.issuer === issuer) this.#replaced.delete(replaced);
  }

  /** Forgets the value of a location: the next read makes a new one. The old one is revoked at close. */
  forget(key: string): void {
    const held = this.#held.get(key);
    if (!held) return;
    held.timer?.cancel();
    this.#held.delete(key);
    this.#replaced.add(held);
  }

  forgetAll(): void {
    for (const key of this.#held.keys()) this.forget(key);
  }

  get size(): number {
    return this.#held.size;
  }

  /** Revokes every lease that still lives. What cannot be revoked ends by itself. */
  async close(): Promise<void> {
    this.#ended.abort();
    for (const flight of this.#making.values()) flight.cancel(closed());
    const now = this.#options.clock.now();
    const alive = [...this.#held.values(), ...this.#replaced];
    for (const { timer } of this.#held.values()) timer?.cancel();
    this.#held.clear();
    this.#replaced.clear();
    await Promise.allSettled(
      alive
        .filter(({ lease }) => lease.expiresAt.getTime() > now)
        .map(async ({ key, lease, source }) => {
          await source.revoke?.(lease);
          if (source.revoke) this.#options.onLease(key, "revoked", lease);
        }),
    );
  }

  #depart(key: string, source: LeaseSource): Flight<StoredSecret | undefined> {
    const flight = new Flight<StoredSecret | undefined>(this.#options.clock);
    this.#making.set(key, flight);
    flight.depart(async (signal) => {
      try {
        return this.#hold(key, await source.make(signal), source);
      } finally {
        if (this.#making.get(key) === flight) this.#making.delete(key);
        if (this.#making.size === 0) this.#died.clear();
      }
    });
    return flight;
  }

  #hold(key: string, record: SecretRecord | undefined, source: LeaseSource): StoredSecret | undefined {
    if (!record) return undefined;
    const stored = new StoredSecret(record);
    const { lease } = record;
    // Without a lease there is nothing to keep alive, and the value is the caller's alone.
    if (!lease) return stored;
    this.#options.onLease(key, "made", lease);
    if (this.#ended.signal.aborted) {
      source.revoke?.(lease).catch(() => {});
      return stored;
    }
    if (lease.issuer !== undefined && this.#died.has(lease.issuer)) {
      this.#options.onLease(key, "lost", lease);
      throw new SecretError("unavailable", "the credentials died with which a value was being made", {
        hint: "ask again: a new value is made with new credentials",
      });
    }
    const old = this.#held.get(key);
    if (old) {
      old.timer?.cancel();
      this.#replaced.add(old);
    }
    const termMs = this.#termMs(lease);
    const held: Held = {
      key,
      stored,
      lease,
      endsAt: this.#options.clock.monotonic() + termMs,
      source,
      timer: undefined,
      failures: 0,
      termMs,
      capped: false,
    };
    this.#held.set(key, held);
    this.#schedule(key, held);
    this.#sweep();
    return stored;
  }

  #schedule(key: string, held: Held): void {
    const { clock, random } = this.#options;
    const { step, delayMs } = nextStep(held.lease, {
      leftMs: this.#leftMs(held),
      random: random(),
      failures: held.failures,
      renewable: held.source.renew !== undefined && !held.capped,
    });
    held.timer?.cancel();
    held.timer = clock.after(delayMs, () => {
      if (this.#held.get(key) !== held) return;
      if (step === "lose") this.#lose(key, held);
      else void this.#advance(key, held, step);
    });
  }

  async #advance(key: string, held: Held, step: "renew" | "replace"): Promise<void> {
    try {
      if (step === "renew" && held.source.renew) await this.#renew(key, held, held.source.renew);
      else await this.#replace(key, held);
    } catch {
      if (this.#held.get(key) !== held) return;
      held.failures++;
      this.#schedule(key, held);
    }
  }

  async #replace(key: string, held: Held): Promise<void> {
    await this.make(key, held.source, { budgetMs: 30_000 });
    // The store made nothing that lives: what is held is still the best there is.
    if (this.#held.get(key) === held) throw new SecretError("unavailable", "no new lease was made");
  }

  async #renew(key: string, held: Held, renew: NonNullable<LeaseSource["renew"]>): Promise<void> {
    const lease = await renew(held.lease, this.#ended.signal);
    if (this.#held.get(key) !== held) return;
    const termMs = this.#termMs(lease);
    if (Number.isNaN(termMs)) throw new SecretError("internal", "a renewal brought an end that is no date");
    held.lease = lease;
    held.endsAt = this.#options.clock.monotonic() + termMs;
    held.failures = 0;
    held.capped = termMs < held.termMs / 2;
    this.#options.onLease(key, "renewed", lease);
    this.#schedule(key, held);
  }

  /** How long a lease lives from now on, in milliseconds, where the clock is right. */
  #termMs({ expiresAt }: Lease): number {
    return expiresAt.getTime() - this.#options.clock.now();
  }

  /** By the clock that knows of a suspended process, and by the one that is never set back: what is less. */
  #leftMs({ lease, endsAt }: Held): number {
    return Math.min(this.#termMs(lease), endsAt - this.#options.clock.monotonic());
  }

  #lose(key: string, held: Held): void {
    held.timer?.cancel();
    this.#held.delete(key);
    this.#options.onLease(key, "lost", held.lease);
  }

  #sweep(): void {
    const now = this.#options.clock.now();
    for (const replaced of this.#replaced)
      if (replaced.lease.expiresAt.getTime() <= now) this.#replaced.delete(replaced);
  }
}

function closed(): SecretError {
  return new SecretError("aborted", "the instance was closed");
}
