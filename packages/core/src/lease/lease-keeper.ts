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
  readonly source: LeaseSource;
  /** How long it lived when it was made, in milliseconds. */
  readonly termMs: number;
  lease: Lease;
  /** When the lease ends on the monotonic clock, which nobody sets back. */
  endsAt: number;
  /** Tries to renew or replace that failed in a row. */
  failures: number;
  /** The last renewal gave less than half of its term: its maximum is near, whether the store told it or not. */
  capped: boolean;
  timer?: Timer;
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
  /** What is given out. */
  readonly #held = new Map<string, Held>();
  /** That and what was replaced or forgotten: all that is to be revoked at close. */
  readonly #alive = new Set<Held>();
  readonly #making = new Map<string, Flight<StoredSecret | undefined>>();
  /** Credentials that died while something was being made: it may have been made with them. */
  readonly #died = new Set<string>();
  readonly #ended = new AbortController();

  constructor(options: LeaseKeeperOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#held.size;
  }

  /** The value that is held, while its lease lives. */
  current(key: string): StoredSecret | undefined {
    const held = this.#held.get(key);
    if (held && this.#leftMs(held) <= 0) this.#lose(held);
    return this.#held.get(key)?.stored;
  }

  /**
   * Makes a value, or joins the call that is making one.
   * @throws SecretError what making it failed with, `timeout`, `aborted`
   */
  make(key: string, source: LeaseSource, patience: Patience): Promise<StoredSecret | undefined> {
    let flight = this.#making.get(key);
    if (!flight || flight.abandoned) {
      flight = new Flight(this.#options.clock, async (signal) => {
        try {
          // Nothing is made that nobody would revoke.
          if (this.#ended.signal.aborted) throw closed();
          return this.#hold(key, await source.make(signal), source);
        } finally {
          if (this.#making.get(key) === flight) this.#making.delete(key);
          if (this.#making.size === 0) this.#died.clear();
        }
      });
      this.#making.set(key, flight);
    }
    return flight.wait(patience);
  }

  /** Drops the leases that died with the credentials that made them. */
  credentialsLost(issuer: string): void {
    if (this.#making.size > 0) this.#died.add(issuer);
    for (const held of this.#alive) if (held.lease.issuer === issuer) this.#lose(held);
  }

  /** Forgets the value of a location, or all: the next read makes a new one. The old one is revoked at close. */
  forget(key?: string): void {
    for (const held of this.#held.values()) {
      if (key !== undefined && key !== held.key) continue;
      held.timer?.cancel();
      this.#held.delete(held.key);
    }
  }

  /** Revokes every lease that still lives. What cannot be revoked ends by itself. */
  async close(): Promise<void> {
    this.#ended.abort();
    for (const flight of this.#making.values()) flight.cancel(closed());
    this.forget();
    const alive = [...this.#alive].filter((held) => this.#leftMs(held) > 0);
    this.#alive.clear();
    await Promise.allSettled(
      alive.map(async ({ key, lease, source: { revoke } }) => {
        await revoke?.(lease);
        if (revoke) this.#options.onLease(key, "revoked", lease);
      }),
    );
  }

  #hold(key: string, record: SecretRecord | undefined, source: LeaseSource): StoredSecret | undefined {
    const stored = record && new StoredSecret(record);
    const lease = record?.lease;
    // Without a lease there is nothing to keep alive, and the value is the caller's alone.
    if (!stored || !lease) return stored;
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
    this.forget(key);
    for (const old of this.#alive) if (this.#leftMs(old) <= 0) this.#lose(old);
    const held = { key, stored, source, termMs: this.#termMs(lease), ...this.#renewed(lease, 0) };
    this.#held.set(key, held);
    this.#alive.add(held);
    this.#schedule(held);
    return stored;
  }

  /** What a new or renewed lease brings; capped where it is less than `enoughMs`. */
  #renewed(lease: Lease, enoughMs: number): Pick<Held, "lease" | "endsAt" | "failures" | "capped"> {
    const termMs = this.#termMs(lease);
    return {
      lease,
      endsAt: this.#options.clock.monotonic() + termMs,
      failures: 0,
      capped: termMs < enoughMs,
    };
  }

  #schedule(held: Held): void {
    const { step, delayMs } = nextStep(held.lease, {
      leftMs: this.#leftMs(held),
      random: this.#options.random(),
      failures: held.failures,
      renewable: held.source.renew !== undefined && !held.capped,
    });
    held.timer?.cancel();
    held.timer = this.#options.clock.after(delayMs, () => {
      if (step === "lose") this.#lose(held);
      else void this.#advance(held, step);
    });
  }

  async #advance(held: Held, step: "renew" | "replace"): Promise<void> {
    const advance = step === "renew" ? this.#renew(held) : this.#replace(held);
    const advanced = await advance.catch(() => false);
    if (advanced || !this.#isHeld(held)) return;
    held.failures++;
    this.#schedule(held);
  }

  /** `false` where the store made nothing that lives: what is held is still the best there is. */
  async #replace(held: Held): Promise<boolean> {
    await this.make(held.key, held.source, { budgetMs: 30_000 });
    return !this.#isHeld(held);
  }

  /** `false` where the renewal brought nothing that could be kept to. */
  async #renew(held: Held): Promise<boolean> {
    const lease = await held.source.renew?.(held.lease, this.#ended.signal);
    if (!lease || !this.#isHeld(held) || Number.isNaN(this.#termMs(lease))) return false;
    Object.assign(held, this.#renewed(lease, held.termMs / 2));
    this.#options.onLease(held.key, "renewed", lease);
    this.#schedule(held);
    return true;
  }

  #isHeld(held: Held): boolean {
    return this.#held.get(held.key) === held;
  }

  /** How long a lease lives from now on, in milliseconds, where the clock is right. */
  #termMs({ expiresAt }: Lease): number {
    return expiresAt.getTime() - this.#options.clock.now();
  }

  /** By the clock that knows of a suspended process, and by the one that is never set back: what is less. */
  #leftMs({ lease, endsAt }: Held): number {
    return Math.min(this.#termMs(lease), endsAt - this.#options.clock.monotonic());
  }

  /** Gives up a lease. What was replaced or forgotten before is nobody's loss. */
  #lose(held: Held): void {
    this.#alive.delete(held);
    if (!this.#isHeld(held)) return;
    this.forget(held.key);
    this.#options.onLease(held.key, "lost", held.lease);
  }
}

function closed(): SecretError {
  return new SecretError("aborted", "the instance was closed");
}
