import type { Answer } from "../contract/answer.ts";
import type { Location } from "../contract/location.ts";
import type { SecretRecord } from "../contract/secret-record.ts";
import type { CallLimits, StoreCall } from "./store-call.ts";

interface Waiting {
  readonly location: Location;
  readonly limits: CallLimits;
  readonly resolve: (answer: Answer<SecretRecord> | undefined) => void;
}

/** How many turns of the event loop names are collected at most, as long as each turn brings more. */
const longestTurns = 8;

/**
 * Collects the locations that are asked for in one tick, and in the next few while more keep coming, and asks for them
 * together, `batchSize` a call, the calls in parallel.
 */
export class BatchQueue {
  readonly #call: StoreCall;
  readonly #batchSize: number;
  #waiting: Waiting[] = [];

  /** @param call - never rejects */
  constructor(call: StoreCall, batchSize = Infinity) {
    this.#call = call;
    this.#batchSize = batchSize;
  }

  /** Resolves to the location's own answer; it never rejects. */
  ask(location: Location, limits: CallLimits): Promise<Answer<SecretRecord> | undefined> {
    return new Promise((resolve) => {
      this.#waiting.push({ location, limits, resolve });
      if (this.#waiting.length === 1) this.#collect(1, 0);
    });
  }

  #collect(turn: number, before: number): void {
    setImmediate(() => {
      const all = this.#waiting;
      if (all.length > before && turn < longestTurns) return this.#collect(turn + 1, all.length);
      this.#waiting = [];
      for (let start = 0; start < all.length; start += this.#batchSize) {
        void this.#send(all.slice(start, start + this.#batchSize));
      }
    });
  }

  async #send(batch: readonly Waiting[]): Promise<void> {
    const limits = batch.map((one) => one.limits);
    const answers = await this.#call(
      batch.map(({ location }) => location),
      { signal: allAborted(limits), deadline: Math.max(...limits.map(({ deadline }) => deadline)) },
    );
    for (const [index, { resolve }] of batch.entries()) resolve(answers[index]);
  }
}

/** A signal that is aborted when every one of these is: as long as one caller waits, the batch goes on. */
function allAborted(limits: readonly CallLimits[]): AbortSignal {
  const controller = new AbortController();
  let left = limits.length;
  const leave = (): void => {
    left--;
    if (left === 0) controller.abort();
  };
  for (const { signal } of limits) {
    if (signal.aborted) leave();
    else signal.addEventListener("abort", leave);
  }
  return controller.signal;
}
