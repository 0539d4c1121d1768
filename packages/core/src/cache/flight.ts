import { SecretError } from "../errors/secret-error.ts";
import type { Clock } from "../contract/clock.ts";

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
  #outcome: Promise<T> | undefined;
  readonly #clock: Clock;
  readonly #leaving = new Set<(error: SecretError) => void>();
  #landed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Starts the call. The signal is aborted when nobody waits for it any more. */
  depart(call: (signal: AbortSignal) => Promise<T>): void {
    this.#outcome = call(this.#controller.signal);
    const landed = (): void => {
      this.#landed = true;
    };
    // Also what keeps an outcome that everybody has left from being an unhandled rejection.
    this.#outcome.then(landed, landed);
  }

  /** Whether the call was given up because nobody waited any more: a new caller must start its own. */
  get abandoned(): boolean {
    return this.#controller.signal.aborted;
  }

  /** @throws SecretError `timeout` or `aborted`, or what the call throws */
  wait({ signal, budgetMs }: Patience): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const stop = (): boolean => {
        timer.cancel();
        signal?.removeEventListener("abort", onAbort);
        return this.#leaving.delete(leave);
      };
      const leave = (error: SecretError): void => {
        if (!stop()) return;
        if (this.#leaving.size === 0 && !this.#landed) this.#controller.abort();
        reject(error);
      };
      const onAbort = (): void => leave(abortedError());
      // Who waits for a secret must not see the process end, with nothing else to do, in the middle of a retry.
      const timer = this.#clock.after(budgetMs, () => leave(timeoutError(budgetMs)), { keepsAlive: true });
      this.#leaving.add(leave);
      signal?.addEventListener("abort", onAbort, { once: true });
      if (signal?.aborted) onAbort();
      this.#outcome?.then(
        (value) => stop() && resolve(value),
        (error: unknown) => stop() && reject(error),
      );
    });
  }

  /** Fails everybody who waits, and ends the call. */
  cancel(error: SecretError): void {
    for (const leave of this.#leaving) leave(error);
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
