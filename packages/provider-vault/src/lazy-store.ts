import { type Host, SecretError } from "@claviger/core/provider";
import type { Settings } from "./settings.ts";
import type { Store } from "./store.ts";

/** A store whose code is loaded at the first call, so that importing the provider costs next to nothing. */
export class LazyStore {
  readonly #settings: Settings;
  readonly #host: Host;
  #store: Store | undefined;
  #closed = false;

  constructor(settings: Settings, host: Host) {
    this.#settings = settings;
    this.#host = host;
  }

  /** @throws SecretError `aborted` once it was closed */
  async open(): Promise<Store> {
    const { Store } = await import("./store.ts");
    if (this.#closed) throw new SecretError("aborted", "the Vault provider was closed");
    return (this.#store ??= new Store(this.#settings, this.#host));
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#store?.close();
  }
}
