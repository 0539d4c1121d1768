import type { Clock } from "@claviger/core/provider";
import { expect, test } from "vitest";
import { untilTrue } from "./wait-for-vault.ts";

/** A clock whose timers are over at once, and that tells how long they would have been. */
function quick(waits: number[]): Clock {
  return {
    now: () => 0,
    monotonic: () => 0,
    after: (ms, callback) => {
      waits.push(ms);
      queueMicrotask(callback);
      return { cancel: () => undefined };
    },
  };
}

test("it asks ever less often, and at least every two seconds, until the answer is yes", async () => {
  const waits: number[] = [];
  let asked = 0;
  const ask = async (): Promise<boolean> => ++asked === 9;
  await untilTrue(ask, { clock: quick(waits), signal: new AbortController().signal });
  expect(asked).toBe(9);
  expect(waits).toEqual([200, 300, 450, 675, 1012.5, 1518.75, 2000, 2000]);
});

test("it ends when its caller does, and when asking fails", async () => {
  const [clock, reason] = [quick([]), new Error("gone")];
  await expect(untilTrue(async () => false, { clock, signal: AbortSignal.abort(reason) })).rejects.toBe(
    reason,
  );
  const signal = new AbortController().signal;
  await expect(untilTrue(() => Promise.reject(reason), { clock, signal })).rejects.toBe(reason);
});
