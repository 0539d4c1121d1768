import fc from "fast-check";
import { Command, CommanderError } from "commander";
import { describe, expect, test } from "vitest";
import { addOptions } from "./add-options.ts";
import { readGetArguments } from "./get-arguments.ts";
import { commonOptions, getOptions } from "./option.ts";

/** What commander makes of the same words, or `undefined` where it refuses them. */
function readByCommander(args: readonly string[]): unknown {
  const program = addOptions(new Command("claviger"), commonOptions).exitOverride().enablePositionalOptions();
  program.version("1", "--version").configureOutput({ writeErr: () => {}, writeOut: () => {} });
  let read: unknown;
  const get = program.command("get").argument("<name>");
  addOptions(get, getOptions).action((name: string, _: unknown, self: Command) => {
    const {
      environment,
      json = false,
      reveal = false,
      bundle = false,
      field,
      version,
      stage,
    } = self.optsWithGlobals();
    read = { name, environment, json, reveal, bundle, field, version, stage };
  });
  try {
    program.parse(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
  }
  return read;
}

const words = [
  "--reveal",
  "--bundle",
  "--field",
  "--version",
  "--stage",
  "--environment",
  "--json",
  "--",
  "db#password",
  "x",
  "-x",
  "--field=a",
  "--help",
  "",
];

describe("a command line that is read without commander", () => {
  test("means what it means to commander", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 7 }), (rest) => {
        const args = ["get", ...rest];
        const quick = readGetArguments(args);
        expect(quick ?? "commander's").toEqual(quick ? readByCommander(args) : "commander's");
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    [["x"], { name: "x" }],
    [["--json", "x", "--field", "f", "--field", "g"], { name: "x", json: true, field: "g" }],
    [["x", "--version", "3", "--environment", "test"], { name: "x", version: "3", environment: "test" }],
    [["--bundle", "x", "--reveal", "--stage", "previous"], { bundle: true, reveal: true, stage: "previous" }],
  ])("%j is read", (args, expected) => {
    expect(readGetArguments(["get", ...args])).toMatchObject(expected);
  });

  test.each([
    ["another command", ["run", "x"]],
    ["an option before the command", ["--json", "get", "x"]],
    ["no name", ["get"]],
    ["two names", ["get", "x", "y"]],
    ["a request for help", ["get", "x", "--help"]],
    ["an unknown option", ["get", "x", "--fields"]],
    ["an option without its value", ["get", "x", "--field"]],
    ["an option in another form", ["get", "x", "--field=f"]],
    ["an end of options", ["get", "--", "x"]],
  ])("%s is left to commander", (_, args) => {
    expect(readGetArguments(args)).toBeUndefined();
  });
});
