import { expect, test } from "vitest";
import { Tally } from "./tally.ts";

test("the line says how many passed, and what was skipped and why", () => {
  const tally = new Tally("acme");
  tally.pass();
  tally.pass();
  tally.skip("the provider has no list");
  tally.skip("the provider has no list");
  tally.skip("Acme stores text");
  expect(tally.line()).toBe(
    "conformance of acme: 2 passed, 3 skipped: the provider has no list (2); Acme stores text",
  );
});

test("failures are not overlooked", () => {
  const tally = new Tally("acme");
  tally.fail();
  expect(tally.line()).toBe("conformance of acme: 0 passed, 1 FAILED, 0 skipped");
});
