import { type ErrorCode, SecretError } from "@claviger/core";
import { expect, test } from "vitest";
import { CliError, usageError } from "./cli-error.ts";
import { exitCodeOf, runExitCodeOf } from "./exit-code.ts";

test.each<[ErrorCode, number]>([
  ["not_found", 3],
  ["field_not_found", 3],
  ["deleted", 3],
  ["denied", 4],
  ["auth_failed", 4],
  ["unavailable", 5],
  ["timeout", 5],
  ["throttled", 5],
  ["not_configured", 6],
  ["invalid_ref", 6],
  ["decode", 6],
  ["internal", 1],
])("%s ends with %i, and with 125 in run", (code, exitCode) => {
  const error = new SecretError(code, "it failed");
  expect(exitCodeOf(error)).toBe(exitCode);
  expect(runExitCodeOf(error)).toBe(125);
});

test("a command that cannot be started keeps its own code in run", () => {
  const missing = new CliError("x: command not found", { code: "command_not_found", exitCode: 127 });
  expect(runExitCodeOf(missing)).toBe(127);
  expect(runExitCodeOf(usageError("wrong"))).toBe(125);
  expect(exitCodeOf(usageError("wrong"))).toBe(2);
});

test("whatever else is thrown is an internal error", () => {
  expect(exitCodeOf(new TypeError("x"))).toBe(1);
  expect(exitCodeOf(undefined)).toBe(1);
});
