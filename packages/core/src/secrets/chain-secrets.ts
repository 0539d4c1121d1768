import type { Chain } from "../chain/chain.ts";
import { notFound } from "../chain/chain-error.ts";
import { forget } from "../chain/forget.ts";
import type { Query, Value, Wanted } from "../chain/query.ts";
import type { Resolution } from "../chain/resolution.ts";
import type { Clock } from "../contract/clock.ts";
import { isSecretError, SecretError } from "../errors/secret-error.ts";
import type { EventStream } from "../events/event-stream.ts";
import { explain } from "./explain.ts";
import type { Explanation } from "./explanation.ts";
import type { BundleOptions, GetOptions, ReadOptions } from "./get-options.ts";
import { HotNames } from "./hot-names.ts";
import { manyErrors } from "./many-errors.ts";
import type { Secrets } from "./secrets.ts";
import type { SecretsStats } from "./stats.ts";
import { type Declarations, toQuery } from "./to-query.ts";

export interface ChainSecretsOptions {
  readonly chain: Chain;
  readonly declarations: Declarations;
  readonly environment: string;
  /** In seconds. */
  readonly ttl: number;
  readonly maxEntries: number;
  readonly clock: Clock;
  readonly events: EventStream;
}

/** The public surface over one chain. */
export class ChainSecrets implements Secrets {
  readonly #options: ChainSecretsOptions;
  readonly #chain: Chain;
  readonly #clock: Clock;
  readonly #events: EventStream;
  readonly #hot: HotNames;
  readonly #counts = { hits: 0, reads: 0, failures: 0, degraded: 0 };
  #closing: Promise<void> | undefined;

  constructor(options: ChainSecretsOptions) {
    this.#options = options;
    this.#chain = options.chain;
    this.#clock = options.clock;
    this.#events = options.events;
    this.#hot = new HotNames(options.maxEntries);
  }

  get(name: string, options?: GetOptions & { readonly required?: true | undefined }): Promise<string>;
  get(name: string, options: GetOptions & { readonly default: string }): Promise<string>;
  get(name: string, options: GetOptions): Promise<string | undefined>;
  async get(name: string, options?: GetOptions): Promise<string | undefined> {
    if (options === undefined || isPlain(options)) {
      const hot = this.#hot.get(name, this.#clock.monotonic());
      if (hot !== undefined) {
        this.#counts.reads++;
        this.#counts.hits++;
        if (this.#events.active) this.#resolved(name, { winner: hot.winner, degraded: false, ms: 0 });
        return hot.text;
      }
    }
    return (await this.#read(name, "text", options)) as string | undefined;
  }

  async getBytes(name: string, options?: ReadOptions): Promise<Uint8Array> {
    return (await this.#read(name, "bytes", options)) as Uint8Array;
  }

  async getMany<const Name extends string>(
    names: readonly Name[],
    options?: Pick<ReadOptions, "refresh" | "signal">,
  ): Promise<Record<Name, string>> {
    const results = await Promise.allSettled(names.map((name) => this.get(name, options)));
    const values: [string, string][] = [];
    const errors: SecretError[] = [];
    for (const [index, result] of results.entries()) {
      const name = names[index];
      if (result.status === "fulfilled") values.push([name ?? "", result.value]);
      else if (isSecretError(result.reason)) errors.push(result.reason);
      else throw result.reason;
    }
    if (errors.length > 0) throw manyErrors(errors, names.length);
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

  refresh(name: string): Promise<string> {
    return this.get(name, { refresh: true });
  }

  clear(name?: string): void {
    if (name === undefined) {
      this.#hot.clear();
      for (const link of this.#chain.known()) link.cache.clear();
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
      ...this.#counts,
      links: this.#chain.known().map(({ id, cache, failures, steppedPast }) => {
        return {
          provider: id,
          entries: cache.size,
          hits: cache.hits,
          calls: cache.calls,
          failures,
          steppedPast,
        };
      }),
    };
  }

  async explain(name: string, options: ReadOptions = {}): Promise<Explanation> {
    const query = this.#query(name, "text", options);
    const resolution = await this.#chain.resolve(query);
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
    await Promise.allSettled(this.#chain.known().map((link) => link.close()));
    this.#events.emit({ type: "closed" });
  }

  #query(name: string, wanted: Wanted, options: BundleOptions): Query {
    if (this.#closing) {
      throw new SecretError("aborted", `"${name}" was asked for after close`, {
        name,
        hint: "close only when nothing reads any more",
      });
    }
    return toQuery(name, wanted, { ...options, declarations: this.#options.declarations });
  }

  async #read(
    name: string,
    wanted: Wanted,
    options: GetOptions & BundleOptions = {},
  ): Promise<Value | undefined> {
    const started = this.#clock.monotonic();
    this.#counts.reads++;
    try {
      const query = this.#query(name, wanted, options);
      const resolution = await this.#chain.resolve(query);
      const ms = this.#clock.monotonic() - started;
      if (resolution.status === "found") return this.#found(query, resolution, ms);
      if (resolution.status === "failed") throw resolution.error;
      const fallback = options.default ?? this.#options.declarations.get(query.name)?.default;
      if (fallback === undefined && options.required !== false) throw notFound(query, resolution.attempts);
      this.#events.emit({ type: "defaulted", name, ms });
      return fallback === undefined || wanted === "text" ? fallback : new TextEncoder().encode(fallback);
    } catch (error) {
      const code = isSecretError(error) ? error.code : "internal";
      this.#counts.failures++;
      this.#events.emit({ type: "failed", name, code, ms: this.#clock.monotonic() - started });
      throw error;
    }
  }

  #found(query: Query, resolution: Extract<Resolution, { status: "found" }>, ms: number): Value {
    const { value, winner, degraded, attempts, consulted } = resolution;
    if (degraded) this.#counts.degraded++;
    if (attempts.every(({ cached }) => cached)) this.#counts.hits++;
    if (this.#events.active) this.#resolved(query.asked, { winner, degraded, ms });
    const repeatable = typeof value === "string" && !query.version && attempts.every(isDefinite);
    if (repeatable && consulted.every(({ live }) => live)) {
      const hot = { ...winner, cached: true, ms: 0 };
      this.#hot.set(query.asked, { text: value, winner: hot, entries: consulted });
    }
    return value;
  }

  #resolved(
    name: string,
    {
      winner,
      degraded,
      ms,
    }: Pick<Extract<Resolution, { status: "found" }>, "winner" | "degraded"> & { readonly ms: number },
  ): void {
    const { provider, location = name, cached, version } = winner;
    const known = version === undefined ? {} : { version };
    this.#events.emit({
      type: "resolved",
      name,
      provider,
      location,
      cached,
      stale: false,
      degraded,
      ms,
      ...known,
    });
  }
}

/** Whether the options ask for nothing but the ordinary value. */
function isPlain({ refresh, version, stage, signal }: GetOptions): boolean {
  return !refresh && version === undefined && stage === undefined && !signal?.aborted;
}

/** Whether a link's answer is one that its cache entries alone can repeat. */
function isDefinite({ answer }: { readonly answer: string }): boolean {
  return answer === "found" || answer === "absent" || answer === "cannot_hold";
}
