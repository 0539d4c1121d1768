import type { Explanation } from "./explanation.ts";
import type { BundleOptions, GetOptions, ReadOptions } from "./get-options.ts";
import type { SecretsStats } from "./stats.ts";
import type {
  DeleteSecretOptions,
  ListedSecret,
  ListOptions,
  NewValue,
  OperationOptions,
  RestoreOptions,
  SetOptions,
  SetStageOptions,
  Written,
} from "./write-options.ts";

/**
 * A configured chain: ask it for a secret by name. A name is a bare name (`database-url`), a name with a field
 * (`fluxion/production#SENDGRID_API_KEY`), or a reference to one store (`secret://vault/secret/app?field=TOKEN`).
 *
 * What fails rejects with a `SecretError`, whose `code` says why.
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

  /**
   * Writes a secret, or with `#field` one field of it while the others stay as they are. What is cached of it is forgotten,
   * also when the write failed, since it may have been done. A bare name is written to the only store of the chain that can
   * be written; where there are more, the error (`invalid_ref`) lists them. Of a replica group only the first member is
   * written, which `notWritten` and a warning say.
   *
   * It is sent again only if the store was too busy, and takes 30 seconds at most.
   *
   * @throws SecretError `conflict` (`ifVersion`, `ifAbsent`), `invalid_value`, `invalid_ref`, `unsupported`, `decode` (a
   *   field of what is no JSON object), `denied`, `unavailable` and `timeout` (it may have been written)
   * @example
   * ```ts
   * await secrets.set("secret://vault/secret/app?field=TOKEN", token);
   * await secrets.set("secret://aws/app/production", { USER: "app", PASSWORD: password }, { ifAbsent: true });
   * ```
   */
  set(name: string, value: NewValue, options?: SetOptions): Promise<Written>;

  /** Deletes a secret, or with `#field` one field of it. What is not there is no failure. */
  delete(name: string, options?: DeleteSecretOptions): Promise<Written>;

  /** Brings a deleted secret back, where the store keeps such. */
  restore(name: string, options?: RestoreOptions): Promise<Written>;

  /** Moves a stage (`current`, `pending`) to another version, where the store has stages. */
  setStage(name: string, stage: string, options: SetStageOptions): Promise<Written>;

  /**
   * The secrets whose names, or with a reference whose paths, start with `prefix`, in every link that can list. Never a value.
   *
   * @example
   * ```ts
   * for await (const { reference, updatedAt } of secrets.list("payments/")) console.log(reference, updatedAt);
   * ```
   */
  list(prefix?: string, options?: ListOptions): AsyncIterable<ListedSecret>;

  /** The versions of a secret, of the first link that keeps any. Never a value. */
  versions(name: string, options?: OperationOptions): AsyncIterable<ListedSecret>;

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
