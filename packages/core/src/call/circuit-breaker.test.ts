import { expect, test } from "vitest";
import { SecretError } from "../errors/secret-error.ts";
import { FakeClock } from "../testing/fake-clock.ts";
import { CircuitBreaker } from "./circuit-breaker.ts";

test("a breaker that is open does not wait longer for calls that began before it opened and fail late", async () => {
  const clock = new FakeClock();
  const breaker = new CircuitBreaker({ clock, random: () => 0, onChange: () => {} });
  const fail = (): void => breaker.failed(new SecretError("timeout", "the store did not answer in time"));
  for (let call = 0; call < 5; call++) fail();
  expect(breaker.waitMs).toBe(5_000);
  await clock.advance(2_000);
  for (let call = 0; call < 20; call++) fail();
  expect(breaker.waitMs).toBe(3_000);
  await clock.advance(3_000);
  expect(breaker.admits()).toBe(true);
});
