import { isSecretError, type SecretError } from "@claviger/core";

export interface PacedOptions<Item> {
  /** How many are under way at most. */
  readonly atOnce: number;
  readonly work: (item: Item) => Promise<void>;
  /** The store was too busy for an item, again and again. */
  readonly gaveUp: (item: Item, error: SecretError) => void;
  /** Waits so many milliseconds. @default with a timer */
  readonly pause?: (ms: number) => Promise<void>;
}

/** How often one item is taken up again after the store asked for fewer requests. */
const mostReturns = 8;
/** The longest pause, in milliseconds. */
const longestMs = 30_000;

/**
 * Does work on every item, so many at once. When a store stays `throttled` through the retries of the chain, everything
 * waits for as long as it asked, and goes on with half as many at once.
 *
 * @throws what `work` throws, `throttled` excepted
 */
export async function paced<Item>(items: Iterable<Item>, options: PacedOptions<Item>): Promise<void> {
  const { work, gaveUp, pause = (ms) => new Promise((done) => setTimeout(done, ms)) } = options;
  const waiting = Array.from(items, (item) => ({ item, returns: 0 })).toReversed();
  let width = options.atOnce;
  let rest: Promise<void> | undefined;
  const worker = async (number: number): Promise<void> => {
    for (;;) {
      await rest;
      const next = number < width ? waiting.pop() : undefined;
      if (!next) return;
      try {
        await work(next.item);
      } catch (error) {
        if (!isSecretError(error, "throttled")) throw error;
        if (next.returns === mostReturns) {
          gaveUp(next.item, error);
          continue;
        }
        waiting.push({ item: next.item, returns: next.returns + 1 });
        width = Math.max(1, Math.floor(width / 2));
        const asked = (error.retryAfter ?? 0) * 1000;
        const ms = Math.min(Math.max(asked, 1000 * 2 ** next.returns), longestMs);
        rest ??= pause(ms).finally(() => (rest = undefined));
      }
    }
  };
  // Again, since one that comes back may find that the other workers are gone.
  while (waiting.length > 0) await Promise.all(Array.from({ length: width }, (_, number) => worker(number)));
}
