/** A signal of one call. */
export interface CallSignal {
  /** Aborted by the caller, by the end of the instance, or by `end`. */
  readonly signal: AbortSignal;
  /** The call is over: lets go of everything, and aborts what it left behind. */
  readonly end: () => void;
}

/**
 * The signals of an instance's calls: each ends with its caller, or with the instance. `AbortSignal.any` would do, but in Node 22
 * what it makes stays with the instance's own signal for as long as that lives.
 */
export class CallSignals {
  readonly #calls = new Set<AbortController>();
  #closed: { readonly reason: unknown } | undefined;

  link(caller: AbortSignal): CallSignal {
    const call = new AbortController();
    const onAbort = (): void => call.abort(caller.reason);
    this.#calls.add(call);
    caller.addEventListener("abort", onAbort, { once: true });
    if (this.#closed) call.abort(this.#closed.reason);
    else if (caller.aborted) onAbort();
    return {
      signal: call.signal,
      end: () => {
        this.#calls.delete(call);
        caller.removeEventListener("abort", onAbort);
        call.abort();
      },
    };
  }

  /** Ends all calls, and every later one. */
  close(reason: unknown): void {
    this.#closed ??= { reason };
    for (const call of this.#calls) call.abort(reason);
  }
}
