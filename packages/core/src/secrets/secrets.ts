import type { Explanation } from "./explanation.ts";
import type { BundleOptions, GetOptions, ReadOptions } from "./get-options.ts";
import type { SecretsStats } from "./stats.ts";

/**
 * A configured chain: ask it for a secret by name. A name is a bare name (`database-url`), a name with a field
 * (`fluxion/production#SENDGRID_API_KEY`), or a reference to one store (`secret://vault/secret/app?field=TOKEN`).
 *
 * Every method that reads rejects with a `SecretError`, whose `code` says why.
 */
export interface Secrets extends AsyncDisposable {
  /**
   * The secret as text.
   *
   * @example
   * ```ts
   * const url = await secrets.get("database-url");
   * const timeout = await secrets.get("api-timeout", { default: "30" });
   * const dsn = await secrets.get("sentry-dsn", { required: false }); // string | undefined
   * ```
   */
  get(name: string, options?: GetOptions & { readonly required?: true | undefined }): Promise<string>;
  get(name: string, options: GetOptions & { readonly default: string }): Promise<string>;
  get(name: string, options: GetOptions): Promise<string | undefined>;

  /** The secret as bytes: binary secrets as they are, text as UTF-8. The array is the caller's own. */
  getBytes(name: string, options?: ReadOptions): Promise<Uint8Array>;

  /**
   * Several secrets at once, by the names that were asked. One error lists all failures in `errors`.
   *
   * @example
   * ```ts
   * const { SECRET_KEY, MONGO_URI } = await secrets.getMany(["SECRET_KEY", "MONGO_URI"]);
   * ```
   */
  getMany<const Name extends string>(
    names: readonly Name[],
    options?: Pick<ReadOptions, "refresh" | "signal">,
  ): Promise<Record<Name, string>>;

  /**
   * A secret with several fields, read whole: a KV map, or a JSON object. Numbers and booleans are given as their source
   * text, objects as JSON, and `null` is left out.
   */
  getBundle<const Field extends string = string>(
    name: string,
    options?: BundleOptions & { readonly fields?: readonly Field[] | undefined },
  ): Promise<Record<Field, string>>;

  /** Reads a secret past the cache. The same as `get` with `refresh: true`. */
  refresh(name: string): Promise<string>;

  /** Forgets one secret, or all: the next read asks the stores again. */
  clear(name?: string): void;

  /** What the cache holds and how the links are doing. Never a value. */
  stats(): SecretsStats;

  /** Every link that is asked, its answer and its time, and why the result won. Never a value; it does not reject for a secret that cannot be had. */
  explain(name: string, options?: ReadOptions): Promise<Explanation>;

  /** Ends timers and sockets. Reads after it fail with `aborted`. */
  close(): Promise<void>;
}
