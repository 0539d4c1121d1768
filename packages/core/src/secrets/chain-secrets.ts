import type { Epoch } from "../cache/epoch.ts";
import type { Chain } from "../chain/chain.ts";
import { notFound } from "../chain/chain-error.ts";
import { forget } from "../chain/forget.ts";
import type { Query, Value, Wanted } from "../chain/query.ts";
import type { Resolution } from "../chain/resolution.ts";
import type { Clock } from "../contract/clock.ts";
import { isSecretError, SecretError } from "../errors/secret-error.ts";
import { severalErrors } from "../errors/several-errors.ts";
import type { EventStream } from "../events/event-stream.ts";
import type { Explanation } from "./explanation.ts";
import type { BundleOptions, GetOptions, ReadOptions } from "./get-options.ts";
import { ReadReports } from "./read-reports.ts";
import { HotNames } from "./hot-names.ts";
import type { Secrets } from "./secrets.ts";
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
import { type Declarations, toQuery } from "./to-query.ts";
import type * as Operations from "../operate/index.ts";
import type { Writing } from "../operate/changes.ts";

export interface ChainSecretsOptions {
  readonly chain: Chain;
  readonly declarations: Declarations;
  readonly environment: string;
  /** In seconds. */
  readonly ttl: number;
  readonly maxEntries: number;
  readonly clock: Clock;
  readonly events: EventStream;
  readonly epoch: Epoch;
}

/** The public surface over one chain. */
export class ChainSecrets implements Secrets {
  readonly #options: ChainSecretsOptions;
  readonly #chain: Chain;
  readonly #clock: Clock;
  readonly #events: EventStream;
  readonly #hot: HotNames;
  readonly #reports: ReadReports;
  #closing: Promise<void> | undefined;

  constructor(options: ChainSecretsOptions) {
    this.#options = options;
    this.#chain = options.chain;
    this.#clock = options.clock;
    this.#events = options.events;
    this.#hot = new HotNames(options.maxEntries, options.epoch);
    this.#reports = new ReadReports(options.events);
  }

  get(name: string, options?: GetOptions & { readonly required?: true | undefined }): Promise<string>;
  get(name: string, options: GetOptions & { readonly default: string }): Promise<string>;
  get(name: string, options: GetOptions): Promise<string | undefined>;
  // Not an async function: a resolved promise is half of what one costs, and this is the path that is taken all day.
  get(name: string, options?: GetOptions): Promise<string | undefined> {
    if (options === undefined || isPlain(options)) {
      const hot = this.#hot.get(name, this.#clock.monotonic());
      if (hot !== undefined) {
        this.#reports.hot(name, hot);
        return Promise.resolve(hot.text);
      }
    }
    return this.#read(name, "text", options) as Promise<string | undefined>;
  }

  async getBytes(name: string, options?: ReadOptions): Promise<Uint8Array> {
    return (await this.#read(name, "bytes", options)) as Uint8Array;
  }

  async getMany<const Name extends string>(
    names: readonly Name[],
    options?: Pick<ReadOptions, "refresh" | "signal">,
  ): Promise<Record<Name, string>> {
    const results = await Promise.allSettled(names.map((name) => this.get(name, options)));
    const errors: SecretError[] = [];
    const values = results.map((result, index) => {
      if (result.status === "fulfilled") return [names[index], result.value];
      if (!isSecretError(result.reason)) throw result.reason;
      errors.push(result.reason);
      return [];
    });
    if (errors.length > 0) {
      throw severalErrors(errors, `${errors.length} of ${names.length} secrets could not be read`);
    }
    // The prototype of any object, and still safe for a name like __proto__: it becomes a property of its own.
    return Object.fromEntries(values) as Record<Name, string>;
  }

  async getBundle<const Field extends string = string>(
    name: string,
    options?: BundleOptions & { readonly fields?: readonly Field[] | undefined },
  ): Promise<Record<Field, string>> {
    const fields = (await this.#read(name, "bundle", options)) as Record<Field, string>;
    return { ...fields };
  }

  async set(name: string, value: NewValue, options: SetOptions = {}): Promise<Written> {
    const query = this.#query(name, "text", options);
    return (await operations()).set(this.#writing(), query, { value, options });
  }

  async delete(name: string, options: DeleteSecretOptions = {}): Promise<Written> {
    const query = this.#query(name, "text", { signal: options.signal });
    return (await operations()).remove(this.#writing(), query, options);
  }

  async restore(name: string, options: RestoreOptions = {}): Promise<Written> {
    const query = this.#query(name, "text", { signal: options.signal });
    return (await operations()).restore(this.#writing(), query, options);
  }

  async setStage(name: string, stage: string, options: SetStageOptions): Promise<Written> {
    const query = this.#query(name, "text", { signal: options.signal });
    return (await operations()).setStage(this.#writing(), query, { ...options, stage });
  }

  async *list(prefix = "", options: ListOptions = {}): AsyncGenerator<ListedSecret> {
    this.#assertOpen(prefix);
    yield* (await operations()).list(this.#chain, prefix, options);
  }

  async *versions(name: string, options: OperationOptions = {}): AsyncGenerator<ListedSecret> {
    const query = this.#query(name, "text", options);
    yield* (await operations()).versions(this.#chain, query);
  }

  refresh(name: string): Promise<string> {
    return this.get(name, { refresh: true });
  }

  clear(name?: string): void {
    if (name === undefined) {
      this.#hot.clear();
      for (const link of this.#chain.known()) link.clear();
      return;
    }
    this.#hot.delete(name);
    for (const wanted of ["text", "bundle"] as const) {
      forget(toQuery(name, wanted, { declarations: this.#options.declarations }), this.#chain);
    }
  }

  stats(): SecretsStats {
    const { environment, ttl } = this.#options;
    return {
      environment,
      fallback: this.#chain.fallback,
      ttl,
      names: this.#hot.names(this.#clock.monotonic()),
      ...this.#reports.counts,
      links: this.#chain.known().map((link) => link.stats()),
    };
  }

  async explain(name: string, options: ReadOptions = {}): Promise<Explanation> {
    const query = this.#query(name, "text", options);
    const resolution = await this.#chain.resolve({ ...query, mintsNothing: true });
    const { explain } = await operations();
    return explain(query, resolution, query.provider === undefined ? this.#chain.links : []);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    this.#hot.clear();
    await this.#chain.close();
    this.#events.emit({ type: "closed" });
  }

  #writing(): Writing {
    return { chain: this.#chain, ttlMs: this.#options.ttl * 1000 };
  }

  #assertOpen(name: string): void {
    if (this.#closing) {
      throw new SecretError("aborted", `"${name}" was asked for after close`, {
        name,
        hint: "close only when nothing reads any more",
      });
    }
  }

  #query(name: string, wanted: Wanted, options: BundleOptions): Query {
    this.#assertOpen(name);
    return toQuery(name, wanted, { ...options, declarations: this.#options.declarations });
  }

  async #read(
    name: string,
    wanted: Wanted,
    options: GetOptions & BundleOptions = {},
  ): Promise<Value | undefined> {
    const started = this.#clock.monotonic();
    const ms = (): number => this.#clock.monotonic() - started;
    try {
      const query = this.#query(name, wanted, options);
      const resolution = await this.#chain.resolve(query);
      if (resolution.status === "failed") throw resolution.error;
      if (resolution.status === "found") {
        this.#reports.answered(name, resolution, ms());
        this.#remember(query, resolution);
        return resolution.value;
      }
      const given = options.default ?? this.#declaredDefault(query);
      if (given === undefined && options.required !== false) throw notFound(query, resolution.attempts);
      this.#reports.defaulted(name, ms());
      return given === undefined || wanted === "text" ? given : new TextEncoder().encode(given);
    } catch (error) {
      this.#reports.failed(name, error, ms());
      throw error;
    }
  }

  /** A default of the manifest is a whole secret's, as one text, and no single store's. */
  #declaredDefault({ name, provider, field, wanted }: Query): string | undefined {
    if (provider !== undefined || field !== undefined || wanted === "bundle") return undefined;
    return this.#options.declarations.get(name)?.default;
  }

  /** Makes a name hot whose every link answered definitely, from entries that the caches hold. */
  #remember(
    query: Query,
    { value, winner, degraded, consulted }: Extract<Resolution, { status: "found" }>,
  ): void {
    const { entries, unrepeatable } = consulted;
    if (typeof value !== "string" || query.version || unrepeatable || degraded) return;
    if (!entries.every(({ live }) => live)) return;
    this.#hot.set(query.asked, value, winner, entries);
  }
}

/** Most applications never write or explain: what does is loaded by the first that does (docs/decisions/0010-core-in-parts.md). */
function operations(): Promise<typeof Operations> {
  return import("../operate/index.ts");
}

/** Whether the options ask for nothing but the ordinary value. */
function isPlain({ refresh, version, stage, signal }: GetOptions): boolean {
  return !refresh && version === undefined && stage === undefined && !signal?.aborted;
}
