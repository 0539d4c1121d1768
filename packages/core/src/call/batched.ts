import type { Answer } from "../contract/answer.ts";
import type { Location } from "../contract/location.ts";
import type { SecretRecord } from "../contract/secret-record.ts";
import type { CallLimits, StoreCall } from "./store-call.ts";

/** Asks for one location. Resolves to its own answer; it never rejects. */
export type AskOne = (location: Location, limits: CallLimits) => Promise<Answer<SecretRecord> | undefined>;

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
 *
 * @param call - never rejects
 */
export function batched(call: StoreCall, batchSize = Infinity): AskOne {
  let waiting: Waiting[] = [];
  const collect = (turn: number, before: number): void => {
    setImmediate(() => {
      const all = waiting;
      if (all.length > before && turn < longestTurns) return collect(turn + 1, all.length);
      waiting = [];
      for (let start = 0; start < all.length; start += batchSize) {
        void send(call, all.slice(start, start + batchSize));
      }
    });
  };
  return (location, limits) =>
    new Promise((resolve) => {
      waiting.push({ location, limits, resolve });
      if (waiting.length === 1) collect(1, 0);
    });
}

async function send(call: StoreCall, batch: readonly Waiting[]): Promise<void> {
  const limits = batch.map((one) => one.limits);
  const answers = await call(
    batch.map(({ location }) => location),
    { signal: allAborted(limits), deadline: Math.max(...limits.map(({ deadline }) => deadline)) },
  );
  for (const [index, { resolve }] of batch.entries()) resolve(answers[index]);
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
