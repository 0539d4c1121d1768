import { expect, test } from "vitest";
import { Semaphore } from "./semaphore.ts";

test("no more run at once than there are slots, in the order in which they came", async () => {
  const semaphore = new Semaphore(2);
  const begun: number[] = [];
  const ends = [0, 1, 2, 3].map(() => Promise.withResolvers<void>());
  const runs = ends.map(({ promise }, index) =>
    semaphore.run(async () => {
      begun.push(index);
      await promise;
      return index;
    }),
  );
  expect(begun).toEqual([0, 1]);
  ends[1]?.resolve();
  await runs[1];
  expect(begun).toEqual([0, 1, 2]);
  for (const { resolve } of ends) resolve();
  await expect(Promise.all(runs)).resolves.toEqual([0, 1, 2, 3]);
});

test("what fails gives its slot back", async () => {
  const semaphore = new Semaphore(1);
  await expect(semaphore.run(() => Promise.reject(new Error("its own")))).rejects.toThrow("its own");
  await expect(semaphore.run(async () => 1)).resolves.toBe(1);
});
