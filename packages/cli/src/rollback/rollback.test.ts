import { describe, expect, test } from "vitest";
import { callClaviger, type Outcome, outcomeOf, start } from "../testing/claviger.ts";
import { fileStoreProject } from "../testing/file-store-project.ts";

const canary = "canary-b3c9";
const stages = { capabilities: { versions: "stages" } };

function call(directory: string, args: readonly string[], input = ""): Promise<Outcome> {
  return callClaviger(args, { directory, input });
}

/** A project whose secret `app` has three versions. */
async function threeVersions(
  values: readonly unknown[],
  settings: Readonly<Record<string, unknown>> = {},
): Promise<ReturnType<typeof fileStoreProject>> {
  const [first, ...others] = values;
  const store = fileStoreProject({ app: first }, settings);
  for (const value of others) {
    const bundle = typeof value === "string" ? [] : ["--bundle"];
    const input = typeof value === "string" ? value : JSON.stringify(value);
    expect(await call(store.directory, ["set", "app", "--yes", ...bundle], input)).toMatchObject({
      exitCode: 0,
    });
  }
  return store;
}

const values = [
  { A: `${canary}-1`, OLD: canary },
  { A: `${canary}-2`, B: canary },
  { A: `${canary}-3`, B: canary },
];

describe("the versions of a secret", () => {
  test("are listed, and their values are not", async () => {
    const { directory } = await threeVersions(values);
    const outcome = await call(directory, ["versions", "app"]);
    expect(outcome).toEqual({ exitCode: 0, signal: null, stderr: "", stdout: "v1\nv2\nv3\n" });
    const { stdout } = await call(directory, ["versions", "app", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject([
      { version: "v1", stages: [] },
      { version: "v2", stages: ["previous"], reference: "secret://store/app?version=v2" },
      { version: "v3", stages: ["current"] },
    ]);
    expect(stdout).not.toContain(canary);
  });

  test("of what is not there are an error", async () => {
    const { directory } = fileStoreProject();
    expect(await call(directory, ["versions", "app"])).toMatchObject({ exitCode: 3, stdout: "" });
    const without = fileStoreProject({ app: "a" }, { without: ["versions"] });
    expect(await call(without.directory, ["versions", "app"])).toMatchObject({ exitCode: 6, stdout: "" });
  });
});

describe.each([
  [
    "a store that moves stages",
    stages,
    "make version v1 of secret://store/app the current one, in place of version v3",
  ],
  [
    "a store that does not",
    { without: ["setStage"] },
    "write the value of version v1 of secret://store/app as a new version, in place of version v3",
  ],
])("in %s", (_, settings, summary) => {
  test("an earlier version becomes the current one when somebody says so", async () => {
    const store = await threeVersions(values, settings);
    const asked = await call(store.directory, ["rollback", "app", "v1"]);
    expect(asked).toMatchObject({ exitCode: 2, stdout: "" });
    expect(asked.stderr).toContain(
      `Plan: ${summary}\n  other values: A\n  no longer there: B\n  there again: OLD\nclaviger: nobody can be asked`,
    );
    expect(store.current("app")).toEqual(values[2]);
    const outcome = await call(store.directory, ["rollback", "app", "v1", "--yes"]);
    expect(outcome).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^Rolled back: secret:.*, version v/),
    });
    expect(store.current("app")).toEqual(values[0]);
    expect(asked.stderr + outcome.stdout + outcome.stderr).not.toContain(canary);
  });

  test("it can be named by its stage, and is nothing to do the second time", async () => {
    const store = await threeVersions(values, settings);
    expect(await call(store.directory, ["rollback", "app", "previous", "--yes"])).toMatchObject({
      exitCode: 0,
    });
    expect(store.current("app")).toEqual(values[1]);
    const again = await call(store.directory, ["rollback", "app", "v2"]);
    expect(again).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^Unchanged: /), stderr: "" });
  });

  test.each([
    ["a version that is not there", ["app", "v9"], 3],
    ["a secret that is not there", ["nothing", "v1"], 3],
    ["one field", ["app#A", "v1"], 2],
  ])("%s is an error, and changes nothing", async (_name, args, exitCode) => {
    const store = await threeVersions(values, settings);
    const outcome = await call(store.directory, ["rollback", ...args, "--yes"]);
    expect(outcome).toMatchObject({ exitCode, stdout: "" });
    expect(store.current("app")).toEqual(values[2]);
  });

  test("--dry-run shows it", async () => {
    const store = await threeVersions(values, settings);
    const outcome = await call(store.directory, ["rollback", "app", "v1", "--dry-run"]);
    expect(outcome).toMatchObject({ exitCode: 0, stderr: expect.stringContaining(summary) });
    expect(store.current("app")).toEqual(values[2]);
  });
});

test("a text and bytes are written as they were", async () => {
  const store = await threeVersions([`{"ID":12345678901234567890}`, "new"], { without: ["setStage"] });
  await call(store.directory, ["rollback", "app", "v1", "--yes"]);
  expect(store.current("app")).toBe(`{"ID":12345678901234567890}`);
  const bytes = await threeVersions([[255, 0, 10], "new"], { without: ["setStage"] });
  await call(bytes.directory, ["rollback", "app", "v1", "--yes"]);
  expect(bytes.current("app")).toEqual([255, 0, 10]);
  const single = await threeVersions([{ TOKEN: "old" }, { TOKEN: "new" }], { without: ["setStage"] });
  await call(single.directory, ["rollback", "app", "v1", "--yes"]);
  expect(single.current("app")).toEqual({ TOKEN: "old" });
});

test("a writer who was quicker is not written over", async () => {
  const store = await threeVersions(["one", "two"], { without: ["setStage"], delayMs: 1_500 });
  const child = start(["rollback", "app", "v1", "--yes"], { directory: store.directory });
  const rollback = outcomeOf(child);
  await new Promise((planned) => child.stderr?.once("data", planned));
  store.configure({ delayMs: 0 });
  await call(store.directory, ["set", "app"], "three");
  expect(await rollback).toMatchObject({ exitCode: 6, stderr: expect.stringContaining("(conflict)") });
  expect(store.current("app")).toBe("three");
});

test("what reads as another value afterwards is said", async () => {
  const store = await threeVersions(["one", "two"], { without: ["setStage"], losesWrites: true });
  const outcome = await call(store.directory, ["rollback", "app", "v1", "--yes"]);
  expect(outcome).toMatchObject({
    exitCode: 6,
    stdout: "",
    stderr: expect.stringContaining("another value now"),
  });
});

test("a store without versions has nothing to go back to", async () => {
  const store = fileStoreProject({ app: "a" }, { capabilities: { versions: "none" } });
  const outcome = await call(store.directory, ["rollback", "app", "v1", "--yes"]);
  expect(outcome).toMatchObject({
    exitCode: 6,
    stderr: expect.stringContaining("keeps no earlier versions"),
  });
});
