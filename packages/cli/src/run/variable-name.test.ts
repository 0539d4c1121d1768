import { expect, test } from "vitest";
import { variableNameProblem, variableOf } from "./variable-name.ts";

test.each([
  ["database-url", "DATABASE_URL"],
  ["databaseUrl", "DATABASE_URL"],
  ["payments/stripe-key", "PAYMENTS_STRIPE_KEY"],
  ["SENTRY_DSN", "SENTRY_DSN"],
])("%s is given as %s", (name, variable) => {
  expect(variableOf(name)).toBe(variable);
});

test.each([
  ["PATH", undefined],
  ["ConnectionStrings:Default", undefined],
  ["", "the name is empty"],
  ["a=b", 'the name holds "="'],
  ["a\0", "the name holds a NUL character"],
  ["\ud800", "the name is not well-formed Unicode"],
])("%j as a variable: %s", (name, problem) => {
  expect(variableNameProblem(name)).toBe(problem);
});
