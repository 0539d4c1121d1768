import { describe, expect, test } from "vitest";
import { callClaviger, claviger, outcomeOf, path, project, startProgram } from "../testing/claviger.ts";
import { storeProject } from "../testing/store.ts";

const value = "SG.9Z1OmAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAfw1o";
const directory = project(
  storeProject({
    key: value,
    short: "hunter2",
    empty: "",
    lines: "a\r\nb\n",
    binary: [0, 255, 254, 10],
    escape: `\u001b]0;title\u0007${value}`,
    app: { TOKEN: value, USER: "app" },
    large: "x".repeat(1_000_000),
  }),
);

/** Calls claviger on a terminal that util-linux's script(1) makes. */
async function onTerminal(args: string): Promise<string> {
  const line = `"${process.execPath}" "${claviger}" ${args}`;
  const child = startProgram("script", ["-qec", line, "/dev/null"], { directory, env: { PATH: path } });
  return (await outcomeOf(child)).stdout;
}

describe("into a pipe", () => {
  test.each([
    ["a value", ["key"], value],
    ["an empty one", ["empty"], ""],
    ["one with line ends", ["lines"], "a\r\nb\n"],
    ["a field by #", ["app#TOKEN"], value],
    ["a field by --field", ["app", "--field", "TOKEN"], value],
    ["a field of a reference", ["secret://store/app", "--field", "USER"], "app"],
    ["bytes", ["binary"], "\u0000\u00ff\u00fe\n"],
  ])("%s is written as it is, with nothing added", async (_, args, stdout) => {
    expect(await callClaviger(["get", ...args], { directory })).toEqual({
      stdout,
      stderr: "",
      exitCode: 0,
      signal: null,
    });
  });

  test("a bundle is one JSON object", async () => {
    const { stdout } = await callClaviger(["get", "app", "--bundle"], { directory });
    expect(JSON.parse(stdout)).toEqual({ TOKEN: value, USER: "app" });
  });

  test("a large one is written whole, and a reader that goes away is no failure", async () => {
    expect((await callClaviger(["get", "large"], { directory })).stdout).toHaveLength(1_000_000);
    const line = `{ "${process.execPath}" "${claviger}" get large; echo $? >&2; } | head -c 1`;
    const { stdout, stderr } = await outcomeOf(startProgram("sh", ["-c", line], { directory }));
    expect({ stdout, stderr }).toEqual({ stdout: "x", stderr: "0\n" });
  });

  test("a store whose answer hangs on nothing but an idle timer is waited for", async () => {
    const slow = project({
      ...storeProject({}),
      "store.mjs": `export const provider = { contract: 1, name: "store", options: {}, capabilities: { values: ["text"], versions: "none" },
        create: () => ({ locate: ({ name }) => [{ path: name }], parse: (path) => ({ path }),
          get: (location) => new Promise((answer) =>
            setTimeout(() => answer({ id: "x", value: { type: "text", text: "late" } }), 50).unref()) }) };`,
    });
    expect(await callClaviger(["get", "key"], { directory: slow })).toMatchObject({
      stdout: "late",
      exitCode: 0,
    });
    const args = ["run", "--env", "KEY=key", "--", "printenv", "KEY"];
    expect(await callClaviger(args, { directory: slow })).toMatchObject({ stdout: "late\n", exitCode: 0 });
  });

  test("with --json it says where it came from", async () => {
    const { stdout } = await callClaviger(["get", "key", "--json"], { directory });
    expect(JSON.parse(stdout)).toEqual({
      name: "key",
      value,
      encoding: "utf-8",
      masked: false,
      provider: "store",
      location: "key",
      version: "7",
      degraded: false,
    });
    const binary = await callClaviger(["get", "binary", "--json"], { directory });
    expect(JSON.parse(binary.stdout)).toMatchObject({ value: "AP/+Cg==", encoding: "base64" });
  });
});

describe("on a terminal", () => {
  test.each([
    ["a long value is masked", "get key", "SG.9Z1Om...fw1o\r\n"],
    ["a short one is not shown at all", "get short", "********\r\n"],
    ["an empty one is named", "get empty", "(empty)\r\n"],
    ["bytes are not shown", "get binary", "(binary, 4 bytes)\r\n"],
    ["--reveal shows it", "get key --reveal", `${value}\r\n`],
    ["a bundle is a line a field", "get app --bundle", "TOKEN  SG.9Z1Om...fw1o\r\nUSER   ********\r\n"],
  ])("%s", async (_, args, expected) => {
    expect(await onTerminal(args)).toBe(expected);
  });

  test("a mask holds no escape sequence of the value", async () => {
    expect(await onTerminal("get escape")).not.toContain("\u001b");
  });

  test("--json is masked too", async () => {
    expect(JSON.parse(await onTerminal("get key --json"))).toMatchObject({
      value: "SG.9Z1Om...fw1o",
      masked: true,
    });
  });
});

describe("what cannot be had", () => {
  test.each([
    ["no such secret", ["nothing"], 3],
    ["no such field", ["app#NOTHING"], 3],
    ["several fields and none named", ["app"], 6],
    ["a reference that is not well formed", ["secret://store"], 6],
    ["a provider that is not there", ["secret://vualt/x"], 6],
    ["two fields", ["app#A", "--field", "B"], 2],
    ["no name", [], 2],
    ["two names", ["a", "b"], 2],
    ["a version and a stage", ["key", "--version", "1", "--stage", "current"], 2],
  ])("%s", async (_, args, exitCode) => {
    const outcome = await callClaviger(["get", ...args], { directory });
    expect(outcome).toMatchObject({ stdout: "", exitCode });
    expect(outcome.stderr).toMatch(/^claviger: /);
    expect(outcome.stderr).not.toContain(value);
    const json = await callClaviger(["get", "--json", ...args], { directory });
    expect(json).toMatchObject({ stdout: "", exitCode });
    expect(JSON.parse(json.stderr)).toMatchObject({
      error: { code: expect.any(String), message: expect.any(String) },
    });
  });

  test("a stack is shown only with CLAVIGER_DEBUG", async () => {
    expect((await callClaviger(["get", "nothing"], { directory })).stderr.trim().split("\n")).toHaveLength(1);
    const debug = await callClaviger(["get", "nothing"], { directory, env: { CLAVIGER_DEBUG: "1" } });
    expect(debug.stderr).toMatch(/\n {4}at /);
  });

  test("an error of foreign code says nothing of what it quotes", async () => {
    const broken = project({
      ...storeProject({}),
      "store.mjs": `export const provider = { contract: 1, name: "store", options: {}, capabilities: { values: ["text"], versions: "none" },
        create: () => ({ locate: ({ name }) => [{ path: name }], parse: (path) => ({ path }), get: async () => { throw new Error("${value}"); } }) };`,
    });
    const env = { CLAVIGER_DEBUG: "1" };
    const { stdout, stderr, exitCode } = await callClaviger(["get", "key"], { directory: broken, env });
    expect(exitCode).toBe(1);
    expect(stdout + stderr).not.toContain(value);
  });
});
