import fc from "fast-check";
import { Command, CommanderError } from "commander";
import { describe, expect, test } from "vitest";
import { addOptions } from "./add-options.ts";
import { runOptions } from "./option.ts";
import { readRunArguments } from "./run-arguments.ts";

/** What commander makes of the same words, or `undefined` where it refuses them. */
function readByCommander(args: readonly string[]): unknown {
  const program = new Command("claviger").exitOverride().enablePositionalOptions();
  program.configureOutput({ writeErr: () => {}, writeOut: () => {} });
  let read: unknown;
  const run = program.command("run").argument("<command...>").passThroughOptions();
  addOptions(run, runOptions).action((command: string[], flags: Record<string, unknown>) => {
    const { env = [], bundle = [], pristine = false, exec, environment, json = false } = flags;
    const { asFile = [], only = [], except = [], watch = false } = flags;
    read = {
      command,
      env,
      bundles: bundle,
      files: asFile,
      only,
      except,
      watch,
      pristine,
      exec,
      environment,
      json,
    };
  });
  try {
    program.parse(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
  }
  return read;
}

const words = [
  "--env",
  "--bundle",
  "--as-file",
  "--only",
  "--watch",
  "--pristine",
  "--no-exec",
  "--environment",
  "--json",
  "--",
  "A=b",
  "x",
  "-x",
  "--env=A=b",
  "--help",
  "",
];

describe("a command line that is read without commander", () => {
  test("means what it means to commander", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 8 }), (args) => {
        const quick = readRunArguments(["run", ...args]);
        expect(quick ?? "commander's").toEqual(quick ? readByCommander(["run", ...args]) : "commander's");
      }),
      { numRuns: 3000 },
    );
  });

  test("is any plain one", () => {
    expect(
      readRunArguments(["run", "--env", "A=b", "--env", "C", "--pristine", "--", "cmd", "--env", "--", "x"]),
    ).toEqual({
      command: ["cmd", "--env", "--", "x"],
      env: ["A=b", "C"],
      bundles: [],
      files: [],
      only: [],
      except: [],
      watch: false,
      pristine: true,
      exec: true,
      environment: undefined,
      json: false,
    });
    expect(
      readRunArguments(["run", "--no-exec", "--bundle", "app", "--json", "--environment", "staging", "cmd"]),
    ).toMatchObject({
      command: ["cmd"],
      exec: false,
      bundles: ["app"],
      environment: "staging",
      json: true,
    });
  });

  test.each([
    [["get", "x"]],
    [["run"]],
    [["run", "--help"]],
    [["run", "--env"]],
    [["run", "--env", "--", "x"]],
    [["run", "--"]],
    [["--json", "run", "x"]],
    [["run", "x", "--", "y"]],
  ])("is not %j", (args) => {
    expect(readRunArguments(args)).toBeUndefined();
  });
});
