import { SecretError } from "@claviger/core";
import { expect, test } from "vitest";
import { paced } from "./paced.ts";

const busy = (retryAfter?: number): SecretError => new SecretError("throttled", "busy", { retryAfter });

test("no more are under way than was said, and every item is worked on once", async () => {
  let now = 0;
  let most = 0;
  const done: number[] = [];
  await paced(
    Array.from({ length: 50 }, (_, item) => item),
    {
      atOnce: 7,
      gaveUp: () => expect.unreachable(),
      work: async (item) => {
        most = Math.max(most, ++now);
        await Promise.resolve();
        done.push(item);
        now--;
      },
    },
  );
  expect(most).toBe(7);
  expect(done.toSorted((one, other) => one - other)).toEqual(Array.from({ length: 50 }, (_, item) => item));
});

test("a store that is too busy is left alone for as long as it asked, and then asked less", async () => {
  const pauses: number[] = [];
  let refusals = 3;
  let now = 0;
  let most = 0;
  const done = new Set<number>();
  await paced([1, 2, 3, 4, 5, 6, 7, 8, 9], {
    atOnce: 4,
    gaveUp: () => expect.unreachable(),
    pause: async (ms) => {
      pauses.push(ms);
      most = 0;
    },
    work: async (item) => {
      most = Math.max(most, ++now);
      await Promise.resolve();
      now--;
      if (refusals-- > 0) throw busy(2);
      done.add(item);
    },
  });
  expect(done.size).toBe(9);
  expect(pauses[0]).toBe(2000);
  expect(most).toBeLessThan(4);
});

test("an item is given up after eight pauses, and the others go on", async () => {
  const given: unknown[] = [];
  const done: number[] = [];
  await paced([1, 2, 3], {
    atOnce: 3,
    gaveUp: (item, { code }) => given.push(item, code),
    pause: async () => {},
    work: async (item) => {
      if (item === 2) throw busy();
      done.push(item);
    },
  });
  expect({ given, done }).toEqual({ given: [2, "throttled"], done: [1, 3] });
});

test("any other failure ends it", async () => {
  const failing = paced([1], {
    atOnce: 1,
    gaveUp: () => {},
    work: async () => Promise.reject(new Error("x")),
  });
  await expect(failing).rejects.toThrow("x");
});
