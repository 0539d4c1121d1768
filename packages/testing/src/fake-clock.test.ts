import { expect, test } from "vitest";
import { FakeClock } from "./fake-clock.ts";

test("timers fire in order, at their time, when time is moved past them", async () => {
  const clock = new FakeClock(1_000);
  const fired: [string, number][] = [];
  clock.after(200, () => fired.push(["late", clock.now()]));
  clock.after(100, () => {
    fired.push(["early", clock.now()]);
    clock.after(50, () => fired.push(["chained", clock.monotonic()]));
  });
  await clock.advance(99);
  expect(fired).toEqual([]);
  await clock.advance(1_000);
  expect(fired).toEqual([
    ["early", 1_100],
    ["chained", 150],
    ["late", 1_200],
  ]);
  expect([clock.now(), clock.pending]).toEqual([2_099, 0]);
});

test("a cancelled timer never fires", async () => {
  const clock = new FakeClock();
  let fired = false;
  clock.after(10, () => (fired = true)).cancel();
  await clock.advance(20);
  expect([fired, clock.pending]).toEqual([false, 0]);
});
