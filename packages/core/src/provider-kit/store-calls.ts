import { isSecretError, SecretError } from "../errors/secret-error.ts";
import type { Clock } from "../contract/clock.ts";
import type { CallContext } from "../contract/context.ts";
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
 *   get: ({ path }, ctx) => calls.run(`reading "${path}" from Acme`, ctx, (store, ctx) => store.read(path, ctx)),
 *   list: (prefix, ctx) => calls.iterate("listing Acme", ctx, (store, ctx) => store.list(prefix, ctx)),
 *   close: () => calls.close(),
 * };
 * ```
 */
export class StoreCalls<Store extends { close?(): unknown }> {
  readonly #options: StoreCallsOptions<Store>;
  readonly #inFlight = new Set<AbortController>();
  #opened: Promise<Store> | undefined;
  #closed: SecretError | undefined;

  constructor(options: StoreCallsOptions<Store>) {
    this.#options = options;
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
        work(await this.#store(), contextOf(ctx, signal)),
      );
    } finally {
      this.#end(call);
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
        const entry = await this.#while(task, own, async () => {
          entries ??= start(await this.#store(), own)[Symbol.asyncIterator]();
          return await entries.next();
        });
        if (entry.done) return;
        yield entry.value;
      }
    } finally {
      this.#end(call);
      // Not awaited: a listing that hangs would hang here too.
      entries?.return?.().catch(() => {});
    }
  }

  /** Ends every call, now and from now on, and closes the store if it was opened. */
  async close(): Promise<void> {
    this.#closed ??= new SecretError("aborted", `the ${this.#options.title} provider was closed`);
    for (const call of this.#inFlight) call.abort(this.#closed);
    await (await this.#opened?.catch(() => undefined))?.close?.();
  }

  #store(): Promise<Store> {
    if (this.#opened) return this.#opened;
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
  #link(caller: AbortSignal): AbortController {
    const call = new AbortController();
    this.#inFlight.add(call);
    const leave = (): void => call.abort(caller.reason);
    caller.addEventListener("abort", leave, { once: true, signal: call.signal });
    if (this.#closed) call.abort(this.#closed);
    else if (caller.aborted) leave();
    return call;
  }

  /** Lets go of the caller, and aborts what the call has left behind. */
  #end(call: AbortController): void {
    this.#inFlight.delete(call);
    call.abort();
  }
}

function contextOf(ctx: CallContext, signal: AbortSignal): CallContext {
  return { signal, deadline: ctx.deadline, report: (report) => ctx.report(report) };
}
