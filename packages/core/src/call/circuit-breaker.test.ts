import { expect, test } from "vitest";
import { SecretError } from "../errors/secret-error.ts";
import { FakeClock } from "../testing/fake-clock.ts";
import { CircuitBreaker } from "./circuit-breaker.ts";

function opened(longestPauseMs = 30_000) {
  const clock = new FakeClock();
  const breaker = new CircuitBreaker({ clock, random: () => 0, longestPauseMs, onChange: () => {} });
  const fail = (call = 0): void =>
    breaker.failed(new SecretError("timeout", "the store did not answer in time"), call);
  for (let call = 0; call < 5; call++) fail();
  return { clock, breaker, fail };
}

test("a breaker that is open does not wait longer for calls that began before it opened and fail late", async () => {
  const { clock, breaker, fail } = opened();
  expect(breaker.waitMs).toBe(5_000);
  await clock.advance(2_000);
  for (let call = 0; call < 20; call++) fail();
  expect(breaker.waitMs).toBe(3_000);
  await clock.advance(3_000);
  expect(breaker.admits()).toBe(1);
});

test("a call from before the trial that fails late is not the trial's failure", async () => {
  const { clock, breaker, fail } = opened();
  await clock.advance(5_000);
  const trial = breaker.admits();
  fail(0);
  expect(breaker.state).toBe("half-open");
  fail(trial);
  expect([breaker.state, breaker.waitMs]).toEqual(["open", 10_000]);
});

test("it stays open no longer than it may, at first and later", async () => {
  const { clock, breaker, fail } = opened(1_000);
  expect(breaker.waitMs).toBe(1_000);
  await clock.advance(1_000);
  fail(breaker.admits());
  expect(breaker.waitMs).toBe(1_000);
});
