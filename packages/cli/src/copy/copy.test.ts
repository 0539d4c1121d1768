import { describe, expect, test, vi } from "vitest";
import { callClaviger, type Outcome, project } from "../testing/claviger.ts";
import { callsIn, currentIn, jsonStoreProject, storedIn, storeIn } from "../testing/json-store.ts";

// Each test is several processes, and the machine may be busy.
vi.setConfig({ testTimeout: 120_000 });

async function copyIn(
  directory: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Outcome> {
  const outcome = await callClaviger(["copy", ...args], { directory, env });
  expect(outcome.stdout + outcome.stderr).not.toContain("canary-");
  return outcome;
}

const secrets = {
  "app/token": "canary-1",
  "app/deep/er": "canary-2",
  "app/fields": { A: "canary-3", B: "x" },
};
const args = ["secret://store/app/", "secret://other/x/"];

describe("all below a prefix", () => {
  test("is planned, then written, read back and compared, and not written twice", async () => {
    const directory = project(jsonStoreProject());
    storeIn(directory, { ...secrets, other: "canary-4" });
    const plan = await copyIn(directory, args);
    expect(plan).toMatchObject({ exitCode: 0, stderr: "" });
    expect(plan.stdout).toMatch(/create {2}deep\/er +secret:\/\/other\/x\/deep\/er\n/);
    expect(plan.stdout).toContain("3 to create. Nothing was written: --apply does it.");
    expect(currentIn(directory, "other")).toEqual({});
    const applied = await copyIn(directory, [...args, "--apply"]);
    expect(applied).toMatchObject({ exitCode: 0, stderr: "" });
    expect(applied.stdout).toContain("3 written, read back and the same.");
    const copied = { "x/token": "canary-1", "x/deep/er": "canary-2", "x/fields": secrets["app/fields"] };
    expect(currentIn(directory, "other")).toEqual(copied);
    expect((await copyIn(directory, [...args, "--apply"])).stdout).toContain("3 there already.");
    expect(callsIn(directory, "other").filter((call) => call.startsWith("put"))).toHaveLength(3);
    expect(await callClaviger(["diff", ...args], { directory })).toMatchObject({ exitCode: 0 });
  });

  test("writes over what differs only after it was confirmed, and leaves what only the second side has", async () => {
    const directory = project(jsonStoreProject());
    storeIn(directory, secrets);
    storeIn(directory, { "x/token": "canary-old", "x/own": "canary-own" }, "other");
    expect(await copyIn(directory, [...args, "--apply"])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("--yes"),
    });
    expect(Object.keys(storedIn(directory, "other"))).toHaveLength(2);
    expect(await copyIn(directory, [...args, "--apply", "--yes"])).toMatchObject({ exitCode: 0 });
    expect(currentIn(directory, "other")).toMatchObject({ "x/token": "canary-1", "x/own": "canary-own" });
  });

  test("tells what failed, and completes it the next time", async () => {
    const directory = project(jsonStoreProject());
    storeIn(directory, secrets);
    const failed = await copyIn(directory, [...args, "--apply", "--json"], {
      STORE_FAIL: "put x/token denied",
    });
    expect(failed.exitCode).toBe(4);
    expect(JSON.parse(failed.stdout)).toMatchObject({
      applied: true,
      secrets: [
        { name: "deep/er", result: "verified" },
        { name: "fields", result: "verified" },
        { name: "token", result: "failed" },
      ],
    });
    expect(await copyIn(directory, [...args, "--apply"])).toMatchObject({ exitCode: 0 });
    expect(Object.keys(currentIn(directory, "other"))).toHaveLength(3);
  });

  test("nothing is written where the source cannot be read whole", async () => {
    const directory = project(jsonStoreProject());
    storeIn(directory, secrets);
    expect(
      await copyIn(directory, [...args, "--apply"], { STORE_FAIL: "get app/token denied" }),
    ).toMatchObject({
      exitCode: 4,
      stderr: expect.stringContaining("nothing was written"),
    });
    expect(currentIn(directory, "other")).toEqual({});
  });

  test("two that would have one name are refused", async () => {
    const directory = project(jsonStoreProject());
    storeIn(directory, { "app/a-key": "canary-1", "app/aKey": "canary-2" });
    expect(await copyIn(directory, [...args, "--case", "upper-snake", "--apply"])).toMatchObject({
      exitCode: 6,
      stderr: expect.stringContaining("same place"),
    });
    expect(currentIn(directory, "other")).toEqual({});
  });

  test("between a store of fields and one of texts, each keeps it in its own form", async () => {
    const directory = project(jsonStoreProject({ fieldsOnly: true }));
    storeIn(directory, { "x/token": "canary-1", "x/json": '{"A":"canary-3","B":5}' }, "other");
    await copyIn(directory, ["secret://other/x/", "secret://store/app/", "--apply"]);
    expect(currentIn(directory)).toEqual({
      "app/token": { value: "canary-1" },
      "app/json": { A: "canary-3", B: "5" },
    });
    await copyIn(directory, ["secret://store/app/", "secret://other/y/", "--apply"]);
    expect(currentIn(directory, "other")).toMatchObject({
      "y/token": "canary-1",
      "y/json": { A: "canary-3", B: "5" },
    });
  });
});

describe("one secret", () => {
  const config = { options: { store: { prefix: "{environment}/" } }, secrets: { token: {} } };
  const environments = ["--from-environment", "staging", "--to-environment", "production"];

  test("from one environment to the other, by its name", async () => {
    const directory = project(jsonStoreProject({ config }));
    storeIn(directory, { "staging/token": "canary-1" });
    expect(await copyIn(directory, ["token", ...environments, "--apply"])).toMatchObject({
      exitCode: 0,
      stderr: "",
    });
    expect(currentIn(directory)).toEqual({ "staging/token": "canary-1", "production/token": "canary-1" });
  });

  test("by a reference, into a field, and into a bundle that has others", async () => {
    const directory = project(jsonStoreProject());
    storeIn(directory, { token: "canary-1" });
    storeIn(directory, { all: { OTHER: "x" } }, "other");
    await copyIn(directory, ["secret://store/token", "secret://other/all?field=TOKEN", "--apply"]);
    expect(currentIn(directory, "other")).toEqual({ all: { OTHER: "x", TOKEN: "canary-1" } });
  });

  test("bytes stay bytes", async () => {
    const directory = project(jsonStoreProject());
    const { writeFileSync } = await import("node:fs");
    writeFileSync(`${directory}/store.json`, JSON.stringify({ key: [{ type: "bytes", bytes: "AP/+Cg==" }] }));
    await copyIn(directory, ["secret://store/key", "secret://other/key", "--apply"]);
    expect(storedIn(directory, "other")["key"]).toEqual([{ type: "bytes", bytes: "AP/+Cg==" }]);
  });

  test("one that is not there is a failure", async () => {
    const directory = project(jsonStoreProject());
    expect(await copyIn(directory, ["secret://store/none", "secret://other/none", "--apply"])).toMatchObject({
      exitCode: 3,
    });
  });

  test("a name that several stores could take is refused, until one is named", async () => {
    const directory = project(jsonStoreProject({ config: { ...config, providers: "store,other,env" } }));
    storeIn(directory, { "staging/token": "canary-1" });
    expect(await copyIn(directory, ["token", ...environments, "--apply"])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/could be written to store, other/),
    });
    expect(await copyIn(directory, ["token", "--store", "store", ...environments, "--apply"])).toMatchObject({
      exitCode: 0,
    });
  });
});
