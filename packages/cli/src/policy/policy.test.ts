import { expect, test } from "vitest";
import { callClaviger, project } from "../testing/claviger.ts";
import { storeProject } from "../testing/store.ts";

const files = storeProject({});
const store = (files["store.mjs"] ?? "").replace(
  "parse: (path) => ({ path }),",
  "parse: (path) => ({ path }), policy: (at, purpose) => `${purpose}: ${at.map(({ path }) => path).join(' ')}\\n`,",
);
const config = {
  ...JSON.parse(files["claviger.config.json"] ?? ""),
  secrets: { a: {}, b: { locations: { store: "elsewhere/b" } }, c: { from: ["env"] } },
};
const directory = project({ ...files, "store.mjs": store, "claviger.config.json": JSON.stringify(config) });

test("is for what the manifest says that the store holds", async () => {
  const { stdout, exitCode } = await callClaviger(["policy", "store"], { directory });
  expect([stdout, exitCode]).toEqual(["read: a elsewhere/b\n", 0]);
});

test("is for the secrets and the purpose that are named", async () => {
  const args = ["policy", "store", "x", "secret://store/y", "--for", "rotate", "--json"];
  const { stdout } = await callClaviger(args, { directory });
  expect(JSON.parse(stdout)).toEqual({
    provider: "store",
    purpose: "rotate",
    names: ["x", "secret://store/y"],
    policy: "rotate: x y\n",
  });
});

test("of a store that has none is said", async () => {
  const { exitCode, stderr, stdout } = await callClaviger(["policy", "env", "a"], { directory });
  expect([exitCode, stdout]).toEqual([6, ""]);
  expect(stderr).toContain("no policies");
});

test("for nothing is a mistake", async () => {
  const empty = project({ ...files, "store.mjs": store });
  expect(await callClaviger(["policy", "store"], { directory: empty })).toMatchObject({
    exitCode: 2,
    stdout: "",
  });
  expect(await callClaviger(["policy", "store", "--for", "fun"], { directory })).toMatchObject({
    exitCode: 2,
  });
});
