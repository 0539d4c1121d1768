import { isSecretError, SecretError } from "../errors/secret-error.ts";
import type { Clock } from "../contract/clock.ts";
import type { CallContext } from "../contract/context.ts";
import type { Provider } from "../contract/provider.ts";
import { whileWanted } from "../contract/while-wanted.ts";

/** What a provider's calls are made with. */
export interface StoreCallsOptions<Store> {
  /**
   * Makes what asks the store: called by the first call, and again only where it failed. What it imports costs nothing before;
   * it opens no socket.
   */
  readonly open: () => Promise<Store>;
  readonly clock: Clock;
  /** The store, for messages: `Vault`. */
  readonly title: string;
}

/** The methods of the contract that ask the store, but `watch`. */
type Asking = Exclude<keyof Provider, "locate" | "parse" | "policy" | "watch" | "close">;

/** What methods are doing, by their arguments, for the error: `reading "x" from Vault`. */
export type StoreTasks<Name extends Asking> = {
  readonly [Method in Name]: (...args: Parameters<Required<Provider>[Method]>) => string;
};

/**
 * The calls of a provider's instance. The code that asks the store is loaded by the first of them; each ends with its
 * caller, at its deadline or when the instance is closed, whatever it is waiting for, and is told so by the signal of the
 * context that it gets.
 *
 * @example
 * ```ts
 * const calls = new StoreCalls({
 *   open: async () => new (await import("./store.ts")).Store(options),
 *   clock: host.clock,
 *   title: "Acme",
 * });
 * return {
 *   locate,
 *   parse,
 *   ...calls.methods({ get: ({ path }) => `reading "${path}" from Acme`, list: () => "listing Acme" }),
 *   close: () => calls.close(),
 * };
 * ```
 */
export class StoreCalls<Store extends object> {
  readonly #options: StoreCallsOptions<Store>;
  readonly #inFlight = new Set<AbortController>();
  #opened: Promise<Store> | undefined;
  #closed: SecretError | undefined;

  constructor(options: StoreCallsOptions<Store>) {
    this.#options = options;
  }

  /** Methods of the contract, each a call of the store's method of that name. */
  methods<Name extends Asking & keyof Store>(tasks: StoreTasks<Name>): Pick<Store, Name> {
    const entries = Object.entries<(...args: never) => string>(tasks);
    const methods = entries.map(([name, task]) => [name, this.#method(name as Name, task)]);
    return Object.fromEntries(methods) as Pick<Store, Name>;
  }

  /**
   * Makes one call.
   *
   * @param task - what is being done, for the error: `reading "x" from Vault`
   * @throws SecretError `aborted`, `timeout`, or what the work throws
   */
  async run<T>(
    task: string,
    ctx: CallContext,
    work: (store: Store, ctx: CallContext) => Promise<T>,
  ): Promise<T> {
    const call = this.#link(ctx.signal);
    try {
      return await this.#while(task, contextOf(ctx, call.signal), async (signal) =>
        work(await this.#store(signal), contextOf(ctx, signal)),
      );
    } finally {
      call.end();
    }
  }

  /** Makes one listing: each entry is asked for only while somebody wants it. @throws SecretError as `run` does */
  async *iterate<T>(
    task: string,
    ctx: CallContext,
    start: (store: Store, ctx: CallContext) => AsyncIterable<T>,
  ): AsyncGenerator<T> {
    const call = this.#link(ctx.signal);
    const own = contextOf(ctx, call.signal);
    let entries: AsyncIterator<T> | undefined;
    try {
      for (;;) {
        const entry = await this.#while(task, own, async (signal) => {
          entries ??= start(await this.#store(signal), own)[Symbol.asyncIterator]();
          return await entries.next();
        });
        if (entry.done) return;
        yield entry.value;
      }
    } finally {
      call.end();
      // Not awaited: a listing that hangs would hang here too.
      entries?.return?.().catch(() => {});
    }
  }

  /**
   * Watches until the watch is disposed of, its caller's signal is aborted or the instance is closed. A watch that fails has
   * ended.
   */
  watch(task: string, ctx: CallContext, work: (store: Store, ctx: CallContext) => Promise<void>): Disposable {
    const ended = new AbortController();
    const signal = AbortSignal.any([ended.signal, ctx.signal]);
    void this.run(task, { ...contextOf(ctx, signal), deadline: Infinity }, work).catch(() => {});
    return { [Symbol.dispose]: () => ended.abort() };
  }

  /** Ends every call, now and from now on, and closes the store if it was opened. */
  async close(): Promise<void> {
    this.#closed ??= new SecretError("aborted", `the ${this.#options.title} provider was closed`);
    for (const call of this.#inFlight) call.abort(this.#closed);
    const store: { close?(): unknown } | undefined = await this.#opened?.catch(() => undefined);
    await store?.close?.();
  }

  #method(name: Asking & keyof Store, task: (...args: never) => string) {
    return (...args: readonly unknown[]): unknown => {
      // That the store has this method, and the method these arguments, is what `methods` declares.
      const [doing, ctx] = [task(...(args as never)), args.at(-1) as CallContext];
      const ask = (store: Store, own: CallContext): never =>
        (store[name] as (...args: readonly unknown[]) => never)(...args.slice(0, -1), own);
      return name === "list" || name === "versions"
        ? this.iterate(doing, ctx, ask)
        : this.run(doing, ctx, ask);
    };
  }

  async #store(wanted: AbortSignal): Promise<Store> {
    const store = await (this.#opened ?? this.#open());
    // Who left meanwhile must not find later that a write was made.
    wanted.throwIfAborted();
    return store;
  }

  #open(): Promise<Store> {
    const opened = this.#options.open();
    this.#opened = opened;
    opened.catch(() => {
      this.#opened = undefined;
    });
    return opened;
  }

  async #while<T>(task: string, ctx: CallContext, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { signal, deadline } = ctx;
    try {
      return await whileWanted(work, { signal, deadline, clock: this.#options.clock, task });
    } catch (error) {
      if (this.#closed && isSecretError(error, "aborted")) throw this.#closed;
      throw error;
    }
  }

  // `AbortSignal.any` would do, but in Node 22 what it makes stays with a signal that lives as long as the instance.
  #link(caller: AbortSignal): InFlight {
    const call = new AbortController();
    const leave = (): void => call.abort(caller.reason);
    this.#inFlight.add(call);
    caller.addEventListener("abort", leave);
    if (this.#closed) call.abort(this.#closed);
    else if (caller.aborted) leave();
    return {
      signal: call.signal,
      end: () => {
        this.#inFlight.delete(call);
        caller.removeEventListener("abort", leave);
        // What a listing has left behind ends too. Without a reason each would be an error with a stack of its own.
        call.abort(over);
      },
    };
  }
}

/** One call that has not ended. */
interface InFlight {
  readonly signal: AbortSignal;
  /** Lets go of the caller. */
  readonly end: () => void;
}

const over = "the call is over";

function contextOf(ctx: CallContext, signal: AbortSignal): CallContext {
  return { signal, deadline: ctx.deadline, report: (report) => ctx.report(report) };
}
