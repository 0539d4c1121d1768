import { describe, expect, test } from "vitest";
import { callClaviger, firstOutput, outcomeOf, start } from "../testing/claviger.ts";
import { fileStoreProject } from "../testing/file-store-project.ts";

const secrets = { "pay/key": "canary-4e", "pay/user": "canary-4e", other: "canary-4e" };

describe("a listing into a pipe", () => {
  test.each([
    [[], ["pay/key", "pay/user", "other"]],
    [["pay/"], ["pay/key", "pay/user"]],
    [["secret://store/o"], ["other"]],
    [
      ["pay/", "--provider", "store"],
      ["pay/key", "pay/user"],
    ],
    [["nothing"], []],
  ])("of %j is a reference a line", async (args, names) => {
    const { directory } = fileStoreProject(secrets);
    const outcome = await callClaviger(["list", ...args], { directory });
    expect(outcome).toEqual({
      exitCode: 0,
      signal: null,
      stderr: "",
      stdout: names.map((name) => `secret://store/${name}\n`).join(""),
    });
  });

  test("with --json is one array of what is known, and no value", async () => {
    const { directory } = fileStoreProject(secrets);
    const { stdout } = await callClaviger(["list", "--json", "pay/k"], { directory });
    expect(JSON.parse(stdout)).toEqual([
      {
        path: "pay/key",
        provider: "store",
        reference: "secret://store/pay/key",
        updatedAt: "1970-01-01T00:00:00.000Z",
      },
    ]);
    const none = await callClaviger(["list", "--json", "nothing"], { directory });
    expect(JSON.parse(none.stdout)).toEqual([]);
  });

  test("comes while the store still lists", async () => {
    const { directory } = fileStoreProject(secrets, { delayMs: 500 });
    const child = start(["list"], { directory });
    const outcome = outcomeOf(child);
    expect(await firstOutput(child)).toBe("secret://store/pay/key\n");
    expect((await outcome).stdout).toContain("secret://store/other\n");
  });

  test("whose end did not come is no whole array", async () => {
    const { directory } = fileStoreProject(secrets, { listFailsAfter: 2 });
    const outcome = await callClaviger(["list", "--json"], { directory });
    expect(outcome).toMatchObject({ exitCode: 5, stderr: expect.stringContaining('"unavailable"') });
    expect(() => JSON.parse(outcome.stdout)).toThrow(SyntaxError);
  });
});

test("stores that cannot list are named, or are an error where there is no other", async () => {
  const none = fileStoreProject(secrets, { without: ["list"] });
  expect(await callClaviger(["list"], { directory: none.directory })).toMatchObject({
    exitCode: 6,
    stdout: "",
  });
  const some = fileStoreProject(secrets, {}, { providers: "env,store" });
  const outcome = await callClaviger(["list", "pay/"], { directory: some.directory });
  expect(outcome).toMatchObject({ exitCode: 0, stdout: "secret://store/pay/key\nsecret://store/pay/user\n" });
});

test("a store that refuses is an error", async () => {
  const { directory } = fileStoreProject(secrets, { fails: { list: "denied" } });
  expect(await callClaviger(["list"], { directory })).toMatchObject({ exitCode: 4, stdout: "" });
});
