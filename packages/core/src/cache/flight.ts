import { SecretError } from "../errors/secret-error.ts";
import type { Clock } from "../contract/clock.ts";
import { waitFor } from "../contract/wait-for.ts";

/** How long one caller waits, whatever the others do. */
export interface Patience {
  readonly signal?: AbortSignal | undefined;
  /** In milliseconds. */
  readonly budgetMs: number;
}

/**
 * One call under way that any number of callers wait for. Each leaves by its own signal or when its time is up, without
 * failing the others; when the last one has left, the call itself is aborted.
 */
export class Flight<T> {
  readonly #controller = new AbortController();
  readonly #clock: Clock;
  readonly #outcome = Promise.withResolvers<T>();
  #waiting = 0;

  /** @param call - its signal is aborted when nobody waits for it any more */
  constructor(clock: Clock, call: (signal: AbortSignal) => Promise<T>) {
    this.#clock = clock;
    // In a turn of its own, so that the call finds in place what is set up for it.
    const { promise, resolve, reject } = this.#outcome;
    Promise.resolve(this.#controller.signal).then(call).then(resolve, reject);
    // An outcome that everybody has left is no unhandled rejection.
    promise.catch(() => {});
  }

  /** Whether the call was given up because nobody waited any more: a new caller must start its own. */
  get abandoned(): boolean {
    return this.#controller.signal.aborted;
  }

  /** @throws SecretError `timeout` or `aborted`, or what the call throws */
  wait({ signal, budgetMs }: Patience): Promise<T> {
    this.#waiting++;
    return waitFor(this.#outcome.promise, {
      clock: this.#clock,
      ms: budgetMs,
      signal,
      // Who waits for a secret must not see the process end, with nothing else to do, in the middle of a retry.
      keepsAlive: true,
      otherwise: (late) => {
        this.#waiting--;
        if (this.#waiting === 0) this.#controller.abort();
        return Promise.reject(late ? timeoutError(budgetMs) : abortedError());
      },
    });
  }

  /** Fails everybody who waits, and ends the call. */
  cancel(error: SecretError): void {
    this.#outcome.reject(error);
    this.#controller.abort();
  }
}

function abortedError(): SecretError {
  return new SecretError("aborted", "the read was aborted by the caller's signal");
}

function timeoutError(budgetMs: number): SecretError {
  return new SecretError("timeout", `no answer within ${Math.round(budgetMs)} ms`, {
    hint: "check that the store can be reached from here, and how long it takes to answer",
  });
}
