import type { Patience } from "../cache/flight.ts";
import { SecretError } from "../errors/secret-error.ts";
import type { StoredSecret } from "../value/stored-secret.ts";
import type { LeaseKeeper, LeaseKeeperOptions, LeaseSource } from "./lease-keeper.ts";

/** The leases of a link. What keeps them is loaded when the first location that mints is read: most chains have none. */
export class Leases {
  readonly #options: LeaseKeeperOptions;
  #keeper: LeaseKeeper | undefined;
  #loading: Promise<LeaseKeeper> | undefined;
  #closed = false;

  constructor(options: LeaseKeeperOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#keeper?.size ?? 0;
  }

  /** The value that is held, while its lease lives. */
  current(key: string): StoredSecret | undefined {
    return this.#keeper?.current(key);
  }

  /** Makes a value, or joins the call that is making one. @throws SecretError */
  async make(key: string, source: LeaseSource, patience: Patience): Promise<StoredSecret | undefined> {
    const keeper = this.#keeper ?? (await this.#load());
    // Closed before or while the keeper was loaded: nothing is made that nobody would revoke.
    if (this.#closed) throw new SecretError("aborted", "the instance was closed");
    return keeper.make(key, source, patience);
  }

  /** Drops the leases that died with the credentials that made them. */
  credentialsLost(issuer: string): void {
    this.#keeper?.credentialsLost(issuer);
  }

  /** Forgets one value, or all: the next read makes a new one. */
  forget(key?: string): void {
    if (key === undefined) this.#keeper?.forgetAll();
    else this.#keeper?.forget(key);
  }

  /** Revokes every lease that still lives. */
  async close(): Promise<void> {
    this.#closed = true;
    const keeper = this.#keeper ?? (await this.#loading?.catch(() => undefined));
    await keeper?.close();
  }

  async #load(): Promise<LeaseKeeper> {
    this.#loading ??= import("./lease-keeper.ts").then(({ LeaseKeeper }) => new LeaseKeeper(this.#options));
    try {
      this.#keeper = await this.#loading;
      return this.#keeper;
    } catch (error) {
      // A failure to load is not kept: the next read tries again.
      this.#loading = undefined;
      throw error;
    }
  }
}
