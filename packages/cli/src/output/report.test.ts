import { SecretError } from "@claviger/core";
import { expect, test } from "vitest";
import { CliError, usageError } from "../cli-error.ts";
import { createReport } from "./report.ts";

function said(error: unknown, { json = false, debug = false } = {}): string[] {
  const lines: string[] = [];
  createReport({ json, debug, writeLine: (line) => lines.push(line) }).fail(error);
  return lines;
}

const denied = new SecretError("denied", "aws may not read app/key", {
  provider: "aws",
  hint: "ask for the permission",
});

test("a failure is one line with its code and the next step", () => {
  expect(said(denied)).toEqual(["claviger: aws may not read app/key (denied). Next: ask for the permission"]);
  expect(said(usageError("no command was given"))).toEqual(["claviger: no command was given"]);
});

test("several failures are a line each", () => {
  const several = new SecretError("denied", "2 secrets failed:\n- a\n- b", { errors: [denied, denied] });
  const line = "  aws may not read app/key (denied). Next: ask for the permission";
  expect(said(several)).toEqual(["claviger: 2 secrets failed (denied)", line, line]);
  const failures = [{ subject: "KEY", error: denied }];
  expect(said(new CliError("a secret failed", { code: "secrets_failed", exitCode: 125, failures }))).toEqual([
    "claviger: a secret failed",
    "  KEY: aws may not read app/key (denied). Next: ask for the permission",
  ]);
});

test("as JSON it is one line too", () => {
  const [line = "", ...rest] = said(denied, { json: true });
  expect(rest).toEqual([]);
  expect(JSON.parse(line)).toEqual({
    error: {
      code: "denied",
      message: "aws may not read app/key",
      hint: "ask for the permission",
      provider: "aws",
      help: expect.stringContaining("denied"),
    },
  });
});

test("of an unforeseen error only the kind is said", () => {
  const error = Object.assign(new TypeError("canary"), { code: "ERR_X" });
  for (const json of [false, true]) {
    const text = said(error, { json, debug: true }).join("\n");
    expect(text).toContain("internal error: TypeError ERR_X");
    expect(text).not.toContain("canary");
  }
});

test("a warning is one line", () => {
  const lines: string[] = [];
  const options = { debug: false, writeLine: (line: string) => lines.push(line) };
  createReport({ ...options, json: false }).warn("odd\nline");
  createReport({ ...options, json: true }).warn("odd");
  expect(lines).toEqual(["claviger: warning: odd\ufffdline", '{"warning":{"message":"odd"}}']);
});
