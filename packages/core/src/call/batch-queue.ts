import type { Answer } from "../contract/answer.ts";
import type { Location } from "../contract/location.ts";
import type { SecretRecord } from "../contract/secret-record.ts";
import type { CallLimits, StoreCall } from "./store-call.ts";

interface Waiting {
  readonly location: Location;
  readonly limits: CallLimits;
  readonly resolve: (answer: Answer<SecretRecord>) => void;
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

  constructor(call: StoreCall, batchSize = Infinity) {
    this.#call = call;
    this.#batchSize = batchSize;
  }

  /** Resolves to the location's own answer; it never rejects. */
  ask(location: Location, limits: CallLimits): Promise<Answer<SecretRecord>> {
    return new Promise((resolve) => {
      this.#waiting.push({ location, limits, resolve });
      if (this.#waiting.length === 1) this.#collect(1, 0);
    });
  }

  #collect(turn: number, before: number): void {
    setImmediate(() => {
      const { length } = this.#waiting;
      if (length > before && turn < longestTurns) this.#collect(turn + 1, length);
      else this.#depart();
    });
  }

  #depart(): void {
    const all = this.#waiting;
    this.#waiting = [];
    for (let start = 0; start < all.length; start += this.#batchSize) {
      void this.#send(all.slice(start, start + this.#batchSize));
    }
  }

  async #send(batch: readonly Waiting[]): Promise<void> {
    const signal = allAborted(batch.map(({ limits }) => limits.signal));
    const deadline = Math.max(...batch.map(({ limits }) => limits.deadline));
    const answers = await this.#call(
      batch.map(({ location }) => location),
      { signal, deadline },
    );
    batch.forEach(({ resolve }, index) => {
      const answer = answers[index];
      if (answer) resolve(answer);
    });
  }
}

/** A signal that is aborted when every one of these is: as long as one caller waits, the batch goes on. */
function allAborted(signals: readonly AbortSignal[]): AbortSignal {
  const controller = new AbortController();
  let left = signals.length;
  const leave = (): void => {
    left--;
    if (left === 0) controller.abort();
  };
  for (const signal of signals) {
    if (signal.aborted) leave();
    else signal.addEventListener("abort", leave, { once: true });
  }
  return controller.signal;
}
