import { type Clock, SecretError } from "@claviger/core/provider";
import { expect, test } from "vitest";
import { untilAnswered } from "./wait-for-vault.ts";

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

test("it asks ever less often, and at least every two seconds, until there is an answer", async () => {
  const waits: number[] = [];
  let asked = 0;
  const ask = async () => ++asked === 9 && "the answer";
  expect(await untilAnswered(ask, { clock: quick(waits), signal: new AbortController().signal })).toBe(
    "the answer",
  );
  expect(asked).toBe(9);
  expect(waits).toEqual([200, 300, 450, 675, 1012.5, 1518.75, 2000, 2000]);
});

test("it ends when its caller does, and when asking fails", async () => {
  const [clock, reason] = [quick([]), new Error("gone")];
  await expect(untilAnswered(async () => false, { clock, signal: AbortSignal.abort(reason) })).rejects.toBe(
    reason,
  );
  const signal = new AbortController().signal;
  await expect(untilAnswered(() => Promise.reject(reason), { clock, signal })).rejects.toBe(reason);
});

test("a vault that is busy with the secret is asked again", async () => {
  const [waits, signal]: [number[], AbortSignal] = [[], new AbortController().signal];
  const cause = { status: 409, code: "ObjectIsBeingDeleted" };
  const outcomes = [
    Promise.reject(new SecretError("unavailable", "busy", { cause })),
    Promise.resolve("yes"),
  ];
  const answer = await untilAnswered(async () => await outcomes.shift(), { clock: quick(waits), signal });
  expect([answer, waits]).toEqual(["yes", [200]]);
});
