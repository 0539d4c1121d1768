import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { callClaviger, claviger, type Outcome, outcomeOf, start, startProgram } from "../testing/claviger.ts";
import { fileStoreProject } from "../testing/file-store-project.ts";

/** In every value, and in nothing that is said of it. */
const canary = "canary-51d3";
const fields = { API_KEY: `${canary}-key`, USER: `${canary}-user`, PORT: "5432" };

function call(directory: string, args: readonly string[], input: string | Uint8Array = ""): Promise<Outcome> {
  return callClaviger(args, { directory, input });
}

function assertQuiet({ stdout, stderr }: Outcome): void {
  expect(stdout + stderr).not.toContain(canary);
}

describe("a value", () => {
  test.each([
    ["of standard input loses one line end", [], `${canary}\n`, canary],
    ["with a Windows line end loses it too", [], `${canary}\r\n`, canary],
    ["keeps every other line end", [], `${canary}\n\n`, `${canary}\n`],
    ["is text also where it looks like JSON", [], `["a"]`, `["a"]`],
    ["is bytes with --binary", ["--binary"], "\u0000a", [0, 97]],
    ["of a file keeps its line end", ["--from-file", "value"], "", `${canary}\n`],
    ["may be empty where it is written", [""], "", ""],
  ])("%s", async (_, args, input, expected) => {
    const store = fileStoreProject();
    writeFileSync(join(store.directory, "value"), `${canary}\n`);
    const outcome = await call(store.directory, ["set", "app", ...args], input);
    expect(outcome).toMatchObject({
      exitCode: 0,
      stdout: "Written: secret://store/app, version v1\n",
      stderr: "Plan: create secret://store/app\n",
    });
    expect(store.values("app")).toEqual([expected]);
  });

  test("is fields with --bundle", async () => {
    const store = fileStoreProject();
    const outcome = await call(store.directory, ["set", "app", "--bundle"], JSON.stringify(fields));
    expect(outcome.stderr).toBe("Plan: create secret://store/app\n  its fields: API_KEY, USER, PORT\n");
    expect(store.current("app")).toEqual(fields);
    const read = await call(store.directory, ["get", "app", "--bundle"]);
    expect(await call(store.directory, ["set", "copy", "--bundle"], read.stdout)).toMatchObject({
      exitCode: 0,
    });
    expect(store.current("copy")).toEqual(fields);
    assertQuiet(outcome);
  });

  test("on the command line is taken with a warning", async () => {
    const store = fileStoreProject();
    const outcome = await call(store.directory, ["set", "app", canary]);
    expect(outcome).toMatchObject({
      exitCode: 0,
      stderr: expect.stringMatching(/warning: the value stood on/),
    });
    expect(store.current("app")).toBe(canary);
    assertQuiet(outcome);
  });

  test("is made at random and not shown", async () => {
    const store = fileStoreProject();
    for (const [name, form] of [
      ["hex", "32"],
      ["text", "20:alnum"],
      ["app#KEY", "uuid"],
    ] as const) {
      const outcome = await call(store.directory, ["set", name, "--generate", form]);
      expect(outcome.exitCode).toBe(0);
      const { stdout: value } = await call(store.directory, ["get", name]);
      expect(value).toMatch(/^[\w-]{20,64}$/);
      expect(outcome.stdout + outcome.stderr).not.toContain(value);
    }
    expect(store.current("hex")).toMatch(/^[0-9a-f]{64}$/);
  });

  test("is waited for while somebody writes it slowly, and is bounded", async () => {
    const store = fileStoreProject();
    const shell = (line: string): Promise<Outcome> =>
      outcomeOf(
        startProgram("sh", ["-c", line], {
          directory: store.directory,
          env: { CLAVIGER: claviger, NODE: process.execPath },
        }),
      );
    await shell('(printf one; sleep 0.5; printf two) | "$NODE" "$CLAVIGER" set app');
    expect(store.current("app")).toBe("onetwo");
    const long = await shell('head -c 17000000 /dev/zero | "$NODE" "$CLAVIGER" set app --binary');
    expect(long).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("16 MiB") });
    expect(store.values("app")).toHaveLength(1);
  });

  test.each([
    ["nothing at all", [], "", /is empty/],
    ["bytes that are no text", [], Uint8Array.of(0xff, 0xfe), /no UTF-8 text.*--binary/],
    ["no JSON with --bundle", ["--bundle"], `{${canary}`, /not valid JSON/],
    ["an array with --bundle", ["--bundle"], `["${canary}"]`, /takes a JSON object/],
    ["a number with --bundle", ["--bundle"], `{"PORT":5432,"KEY":"${canary}"}`, /no JSON strings: PORT/],
    ["a file that is not there", ["--from-file", "nothing"], "", /ENOENT/],
    ["two values", ["--generate", "32", canary], "", /given twice/],
    ["bytes and fields", ["--binary", "--bundle"], canary, /exclude/],
    ["a length that is none", ["--generate", "many"], "", /--generate takes/],
    ["a dash before it", [`-${canary}`], "", /an option is not known/],
    ["dashes before it", [`--${canary}`], "", /an option is not known/],
    ["a third argument", ["--yes", "b", canary], "", /more was given/],
    ["a version and absence", ["--if-version", "v1", "--if-absent"], canary, /exclude/],
  ])("is refused: %s", async (_, args, input, message) => {
    const store = fileStoreProject({ app: "old" });
    const outcome = await call(store.directory, ["set", "app", ...args], input);
    expect(outcome).toMatchObject({ exitCode: 2, stdout: "", stderr: expect.stringMatching(message) });
    expect(store.values("app")).toEqual(["old"]);
    assertQuiet(outcome);
  });
});

describe("one field", () => {
  test.each([
    [
      "is changed",
      "USER",
      "change the field USER of secret://store/app\n  the other fields stay: API_KEY, PORT\n",
    ],
    [
      "is added",
      "NEW",
      "add the field NEW of secret://store/app\n  the other fields stay: API_KEY, USER, PORT\n",
    ],
  ])("%s, and the others stay", async (_, field, plan) => {
    const store = fileStoreProject({ app: fields });
    const outcome = await call(store.directory, ["set", `app#${field}`], `${canary}-new`);
    expect(outcome).toMatchObject({
      exitCode: 0,
      stdout: `Written: secret://store/app?field=${field}, version v2\n`,
      stderr: `Plan: ${plan}`,
    });
    expect(store.current("app")).toEqual({ ...fields, [field]: `${canary}-new` });
    assertQuiet(outcome);
  });

  test("is the first of a new secret", async () => {
    const store = fileStoreProject();
    const outcome = await call(store.directory, ["set", "app#USER"], canary);
    expect(outcome.stderr).toBe("Plan: create secret://store/app with the field USER\n");
    expect(store.current("app")).toEqual({ USER: canary });
  });

  test("of a JSON text keeps the other members to the last digit", async () => {
    const store = fileStoreProject({ app: `{"ID":12345678901234567890,"USER":"a"}` });
    await call(store.directory, ["set", "app#USER"], "b");
    expect(store.current("app")).toBe(`{"ID":12345678901234567890,"USER":"b"}`);
  });

  test("keeps the spelling that it has where a naming rule made it", async () => {
    const store = fileStoreProject({ app: fields }, { bundle: "app" });
    await call(store.directory, ["set", "api-key"], `${canary}-new`);
    expect(store.current("app")).toEqual({ ...fields, API_KEY: `${canary}-new` });
  });

  test("of what is no JSON object is refused, and what is there stays", async () => {
    const store = fileStoreProject({ app: canary });
    const outcome = await call(store.directory, ["set", "app#USER"], "b");
    expect(outcome).toMatchObject({ exitCode: 6, stderr: expect.stringMatching(/app is not a JSON object/) });
    expect(outcome.stderr).toMatch(/Next: nothing was changed: write it as a whole/);
    expect(store.values("app")).toEqual([canary]);
    assertQuiet(outcome);
  });

  test("is warned about where the store has no conditional writes", async () => {
    const store = fileStoreProject({ app: fields }, { capabilities: { cas: false } });
    const outcome = await call(store.directory, ["set", "app#USER"], "b");
    expect(outcome).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(/warning: .*may be lost/) });
  });

  test.each([["--binary"], ["--bundle"]])("does not take %s", async (option) => {
    const store = fileStoreProject({ app: fields });
    expect(await call(store.directory, ["set", "app#USER", option], "{}")).toMatchObject({ exitCode: 2 });
    expect(store.values("app")).toHaveLength(1);
  });
});

describe("a secret that has several fields", () => {
  test("is not replaced before somebody says so: the plan names what is lost", async () => {
    const store = fileStoreProject({ app: fields });
    const refused = await call(store.directory, ["set", "app"], canary);
    expect(refused).toMatchObject({ exitCode: 2, stdout: "" });
    expect(refused.stderr).toBe(
      [
        "Plan: replace all of secret://store/app",
        "  it has 3 fields: API_KEY, USER, PORT",
        "  afterwards it is one value and has no fields",
        "claviger: nobody can be asked: Replace 3 fields of secret://store/app?. Next: give --yes to answer that beforehand",
        "",
      ].join("\n"),
    );
    expect(store.current("app")).toEqual(fields);
    expect(await call(store.directory, ["set", "app", "--yes"], canary)).toMatchObject({ exitCode: 0 });
    expect(store.current("app")).toBe(canary);
    assertQuiet(refused);
  });

  test("has its fields compared with those that replace them", async () => {
    const store = fileStoreProject({ app: JSON.stringify(fields) });
    const outcome = await call(
      store.directory,
      ["set", "app", "--bundle", "--yes"],
      `{"USER":"a","NEW":"b"}`,
    );
    expect(outcome.stderr).toContain("  removed: API_KEY, PORT\n  added: NEW\n");
    expect(store.current("app")).toEqual({ USER: "a", NEW: "b" });
  });

  test("is a single value where its one field is called value, and nobody is asked", async () => {
    const store = fileStoreProject({ app: { value: "old" } });
    expect(await call(store.directory, ["set", "app"], "new")).toMatchObject({ exitCode: 0 });
  });

  test("is asked about too where what is there cannot be seen", async () => {
    const store = fileStoreProject({ app: fields }, { fails: { get: "denied" } });
    const refused = await call(store.directory, ["set", "app"], canary);
    expect(refused).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/not known.*\n.*several fields/),
    });
    expect(await call(store.directory, ["set", "app", "--yes"], canary)).toMatchObject({ exitCode: 0 });
  });

  test("that somebody else changes meanwhile is shown again", async () => {
    const store = fileStoreProject({ app: { A: "1" } }, { delayMs: 1_500 });
    const child = start(["set", "app", "--yes"], { directory: store.directory, input: "whole" });
    const slow = outcomeOf(child);
    await new Promise((planned) => child.stderr?.once("data", planned));
    store.configure({ delayMs: 0 });
    const quick = await call(store.directory, ["set", "app#B"], "2");
    const outcome = await slow;
    expect([quick.exitCode, outcome.exitCode]).toEqual([0, 0]);
    expect(outcome.stderr.match(/Plan: /g)).toHaveLength(2);
    expect(outcome.stderr).toContain("it has 2 fields: A, B");
    expect(store.current("app")).toBe("whole");
  });
});

describe("conditions", () => {
  test("--if-version writes only over that version", async () => {
    const store = fileStoreProject({ app: "old" });
    const conflict = await call(store.directory, ["set", "app", "--if-version", "v7"], "new");
    expect(conflict).toMatchObject({
      exitCode: 6,
      stdout: "",
      stderr: expect.stringContaining("(conflict)"),
    });
    expect(store.values("app")).toEqual(["old"]);
    expect(await call(store.directory, ["set", "app", "--if-version", "v1"], "new")).toMatchObject({
      exitCode: 0,
    });
    const field = await call(store.directory, ["set", "app#A", "--if-version", "v1"], "new");
    expect(field.exitCode).toBe(6);
  });

  test.each([
    ["a secret", "app", 6],
    ["a field", "app#USER", 6],
    ["a new secret", "other", 0],
    ["a new field", "app#NEW", 0],
    ["a field of a new secret", "other#NEW", 0],
  ])("--if-absent: %s", async (_, name, exitCode) => {
    const store = fileStoreProject({ app: fields });
    const outcome = await call(store.directory, ["set", name, "--if-absent"], "new");
    expect(outcome).toMatchObject({ exitCode });
    expect(store.current("app")).toMatchObject(fields);
  });

  test("--if-version is refused where the store has none", async () => {
    const store = fileStoreProject({ app: "old" }, { capabilities: { cas: false } });
    const outcome = await call(store.directory, ["set", "app", "--if-version", "v1"], "new");
    expect(outcome).toMatchObject({ exitCode: 6, stderr: expect.stringContaining("(unsupported)") });
  });
});

describe("nothing is written", () => {
  test.each([
    ["a text", "text", canary],
    ["bytes", "binary", "\u0000", "--binary"],
    ["fields", "app", JSON.stringify(fields), "--bundle"],
    ["a field", "app#USER", fields.USER],
  ])("where it is there already: %s", async (_, name, input, ...options) => {
    const store = fileStoreProject({ text: canary, binary: [0], app: fields });
    const outcome = await call(store.directory, ["set", name, ...options], input);
    expect(outcome).toMatchObject({ exitCode: 0, stderr: "", stdout: expect.stringMatching(/^Unchanged: /) });
    for (const path of ["text", "binary", "app"]) expect(store.values(path)).toHaveLength(1);
  });

  test("with --dry-run, which shows the plan", async () => {
    const store = fileStoreProject({ app: fields });
    const outcome = await call(store.directory, ["set", "app", "--dry-run"], canary);
    expect(outcome).toMatchObject({ exitCode: 0, stderr: expect.stringContaining("it has 3 fields") });
    expect(store.current("app")).toEqual(fields);
  });

  test.each([
    ["a store that refuses", { fails: { put: "denied" } }, 4],
    ["a store that is down", { fails: { get: "unavailable" } }, 5],
    ["a store that is only read", { capabilities: { write: false } }, 6],
  ])("to %s", async (_, settings, exitCode) => {
    const store = fileStoreProject({ app: "old" }, settings);
    const outcome = await call(store.directory, ["set", "app"], canary);
    expect(outcome).toMatchObject({ exitCode, stdout: "" });
    expect(store.values("app")).toEqual(["old"]);
    assertQuiet(outcome);
  });

  test("to a store that a reference names and that is only read: no value is asked for", async () => {
    const store = fileStoreProject();
    const outcome = await call(store.directory, ["set", "secret://env/APP"]);
    expect(outcome).toMatchObject({ exitCode: 6, stderr: expect.stringContaining("env cannot be written") });
  });

  test("where somebody else was first with a new secret, before it was shown what he wrote", async () => {
    const store = fileStoreProject({}, { delayMs: 1_500 });
    const child = start(["set", "app"], { directory: store.directory, input: "whole" });
    const slow = outcomeOf(child);
    await new Promise((planned) => child.stderr?.once("data", planned));
    store.configure({ delayMs: 0 });
    await call(store.directory, ["set", "app#A"], "1");
    expect(await slow).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("it has 1 field: A") });
    expect(store.current("app")).toEqual({ A: "1" });
  });

  test("or all of it, when the command is killed; again it does the rest", async () => {
    const store = fileStoreProject({ app: fields }, { delayMs: 2_000 });
    const child = start(["set", "app#USER"], { directory: store.directory, input: "new" });
    const killed = outcomeOf(child);
    await new Promise((planned) => child.stderr?.once("data", planned));
    child.kill("SIGKILL");
    expect((await killed).signal).toBe("SIGKILL");
    expect(store.values("app")).toEqual([fields]);
    store.configure({ delayMs: 0 });
    expect(await call(store.directory, ["set", "app#USER"], "new")).toMatchObject({ exitCode: 0 });
    expect(store.current("app")).toEqual({ ...fields, USER: "new" });
  });

  test("where the name could go to two stores, which are listed", async () => {
    const two = { providers: "store.a,store.b" };
    const store = fileStoreProject({}, {}, two);
    const outcome = await call(store.directory, ["set", "app#USER"], canary);
    expect(outcome).toMatchObject({ exitCode: 6, stdout: "" });
    expect(outcome.stderr).toContain("secret://store.a/app?field=USER or secret://store.b/app?field=USER");
  });

  test("to a place where every read makes a new value", async () => {
    const store = fileStoreProject();
    const outcome = await call(store.directory, ["set", "secret://store/minted/app"], canary);
    expect(outcome).toMatchObject({ exitCode: 6, stderr: expect.stringContaining("makes a new value") });
  });

  test("to a version", async () => {
    const store = fileStoreProject({ app: "old" });
    const outcome = await call(store.directory, ["set", "secret://store/app?version=v1"], canary);
    expect(outcome).toMatchObject({ exitCode: 2 });
  });
});

test("a replica group is written in its first member, and says so", async () => {
  const store = fileStoreProject({}, {}, { providers: "store.a+store.b" });
  const outcome = await call(store.directory, ["set", "app", "--json"], canary);
  expect(JSON.parse(outcome.stdout)).toEqual({
    action: "set",
    changed: true,
    dryRun: false,
    reference: "secret://store.a/app",
    provider: "store.a",
    version: "v1",
    notWritten: ["store.b"],
  });
  const [plan, warning] = outcome.stderr
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(plan).toEqual({
    plan: {
      action: "set",
      reference: "secret://store.a/app",
      provider: "store.a",
      summary: "create secret://store.a/app",
      details: [],
      asks: false,
    },
  });
  expect(warning).toMatchObject({ warning: { message: expect.stringContaining("store.b") } });
  assertQuiet(outcome);
});

test("a store that is only written is written", async () => {
  const writeOnly = { capabilities: { read: false, values: ["text"] } };
  const store = fileStoreProject({}, writeOnly, { providers: "env,store" });
  const outcome = await call(store.directory, ["set", "TOKEN"], canary);
  expect(outcome).toMatchObject({
    exitCode: 0,
    stderr: expect.stringContaining("can be written and not read"),
  });
  expect(store.current("TOKEN")).toBe(canary);
});

test("two who set different fields at once lose none, a hundred times", { timeout: 120_000 }, async () => {
  const store = fileStoreProject({}, { delayMs: 2 });
  const rounds = Array.from({ length: 50 }, (_, round) => round);
  const writer = async (name: string): Promise<number[]> => {
    const codes: number[] = [];
    for (const round of rounds) {
      const { exitCode } = await call(store.directory, ["set", `app#${name}${round}`], `${name}${round}`);
      codes.push(exitCode ?? -1);
    }
    return codes;
  };
  const codes = await Promise.all([writer("A"), writer("B")]);
  expect(codes.flat()).toEqual(Array.from({ length: 100 }, () => 0));
  const names = rounds.flatMap((round) => [`A${round}`, `B${round}`]);
  expect(store.current("app")).toEqual(Object.fromEntries(names.map((name) => [name, name])));
});
