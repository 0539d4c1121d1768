import { describe, expect, test } from "vitest";
import { callClaviger, type Outcome } from "../testing/claviger.ts";
import { fileStoreProject } from "../testing/file-store-project.ts";

const canary = "canary-7a02";
const fields = { API_KEY: canary, USER: `${canary}-user` };

function call(directory: string, args: readonly string[]): Promise<Outcome> {
  return callClaviger(["delete", ...args], { directory });
}

describe("a secret", () => {
  test("is deleted when somebody says so, can be brought back, and each is said and done once", async () => {
    const store = fileStoreProject({ app: fields });
    const asked = await call(store.directory, ["app"]);
    expect(asked).toMatchObject({ exitCode: 2, stdout: "" });
    expect(asked.stderr).toBe(
      [
        "Plan: delete secret://store/app",
        "  its fields: API_KEY, USER",
        "  it can be brought back: claviger delete --recover secret://store/app",
        "claviger: nobody can be asked: Delete secret://store/app?. Next: give --yes to answer that beforehand",
        "",
      ].join("\n"),
    );
    expect(store.isDeleted("app")).toBe(false);

    const deleted = await call(store.directory, ["app", "--yes"]);
    expect(deleted).toMatchObject({ exitCode: 0, stdout: "Deleted: secret://store/app\n" });
    expect(store.isDeleted("app")).toBe(true);
    const again = await call(store.directory, ["app"]);
    expect(again).toMatchObject({
      exitCode: 0,
      stderr: "",
      stdout: expect.stringContaining("deleted already"),
    });

    const recovered = await call(store.directory, ["--recover", "app"]);
    expect(recovered).toEqual({
      exitCode: 0,
      signal: null,
      stdout: "Recovered: secret://store/app\n",
      stderr: "Plan: bring back secret://store/app\n",
    });
    expect(store.isDeleted("app")).toBe(false);
    expect(store.current("app")).toEqual(fields);
    const whole = await call(store.directory, ["--recover", "app"]);
    expect(whole).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("it is not deleted") });
  });

  test.each([
    ["one that is there", false],
    ["one that is deleted already", true],
  ])("is deleted for good with --purge: %s", async (_, deletedBefore) => {
    const store = fileStoreProject({ app: fields });
    if (deletedBefore) await call(store.directory, ["app", "--yes"]);
    const asked = await call(store.directory, ["--purge", "app"]);
    expect(asked.exitCode).toBe(2);
    expect(asked.stderr).toContain("Plan: delete secret://store/app for good\n");
    expect(await call(store.directory, ["--purge", "--yes", "app"])).toMatchObject({
      exitCode: 0,
      stdout: "Deleted for good: secret://store/app\n",
    });
    expect(store.values("app")).toBeUndefined();
  });

  test("is gone for good where the store keeps nothing, and the plan says so", async () => {
    const store = fileStoreProject({ app: fields }, { without: ["restore"] });
    const asked = await call(store.directory, ["app"]);
    expect(asked.stderr).toContain(
      "for good\n  its fields: API_KEY, USER\n  it cannot be brought back: store keeps",
    );
    expect(await call(store.directory, ["app", "--yes"])).toMatchObject({ exitCode: 0 });
    expect(store.values("app")).toBeUndefined();
    expect(await call(store.directory, ["--recover", "app"])).toMatchObject({ exitCode: 6 });
  });

  test("that is not there is no failure", async () => {
    const store = fileStoreProject();
    const outcome = await call(store.directory, ["app"]);
    expect(outcome).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("there is no such secret"),
    });
  });

  test("that cannot be read is deleted all the same, and the plan says that it was not seen", async () => {
    const store = fileStoreProject({ app: fields }, { fails: { get: "denied" } });
    const outcome = await call(store.directory, ["app", "--yes"]);
    expect(outcome).toMatchObject({ exitCode: 0, stderr: expect.stringContaining("is not known: ") });
    expect(store.isDeleted("app")).toBe(true);
  });

  test("stays where the store refuses, and with --dry-run", async () => {
    const store = fileStoreProject({ app: fields }, { fails: { delete: "denied" } });
    expect(await call(store.directory, ["app", "--dry-run"])).toMatchObject({ exitCode: 0 });
    expect(await call(store.directory, ["app", "--yes"])).toMatchObject({ exitCode: 4, stdout: "" });
    expect(store.isDeleted("app")).toBe(false);
  });
});

describe("one field", () => {
  test("is deleted, and the others stay", async () => {
    const store = fileStoreProject({ app: fields });
    const asked = await call(store.directory, ["app#USER"]);
    expect(asked.exitCode).toBe(2);
    expect(asked.stderr).toContain(
      "Plan: delete the field USER of secret://store/app\n  the other fields stay: API_KEY\n",
    );
    const outcome = await call(store.directory, ["app#USER", "--yes"]);
    expect(outcome).toMatchObject({
      exitCode: 0,
      stdout: "Deleted: secret://store/app?field=USER, version v2\n",
    });
    expect(store.current("app")).toEqual({ API_KEY: canary });
    const again = await call(store.directory, ["app#USER"]);
    expect(again).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("no such field") });
    expect(asked.stderr + outcome.stderr + outcome.stdout).not.toContain(canary);
  });

  test.each([["--purge"], ["--recover"], ["--version", "v1"]])(
    "cannot be deleted with %s",
    async (...option) => {
      const store = fileStoreProject({ app: fields });
      expect(await call(store.directory, ["app#USER", "--yes", ...option])).toMatchObject({ exitCode: 2 });
      expect(store.current("app")).toEqual(fields);
    },
  );
});

test("--purge and --recover exclude each other", async () => {
  const { directory } = fileStoreProject({ app: fields });
  expect(await call(directory, ["app", "--purge", "--recover", "--yes"])).toMatchObject({ exitCode: 2 });
});

test("--json says it to a program", async () => {
  const { directory } = fileStoreProject({ app: fields });
  const { stdout, stderr } = await call(directory, ["app", "--yes", "--json"]);
  expect(JSON.parse(stdout)).toEqual({
    action: "delete",
    changed: true,
    dryRun: false,
    reference: "secret://store/app",
    provider: "store",
    notWritten: [],
  });
  expect(JSON.parse(stderr)).toMatchObject({ plan: { action: "delete", asks: true } });
});
