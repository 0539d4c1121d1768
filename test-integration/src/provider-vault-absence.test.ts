import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { canary, vaultBench } from "./vault/vault-bench.ts";

const bench = vaultBench();

describe("versions", () => {
  test("by number and by stage", async () => {
    const path = `secret/${await bench.store({ a: "1" }, { a: "2" }, { a: "3" })}`;
    const from = bench.instance();
    const versions = [undefined, { version: "1" }, { stage: "current" }, { stage: "previous" }];
    const records = await Promise.all(
      versions.map((version) => bench.read(from, { path, ...(version ? { version } : {}) })),
    );
    expect(records.map((record) => record?.version)).toEqual(["3", "1", "3", "2"]);
    expect(new Set(records.map((record) => record?.id))).toEqual(new Set([path]));
  });

  test("a missing version of a secret that exists, and of one that does not", async () => {
    const path = `secret/${await bench.store({ a: canary })}`;
    expect(
      await bench.failure(bench.read(bench.instance(), { path, version: { version: "99" } })),
    ).toMatchObject({
      code: "version_not_found",
    });
    expect(
      await bench.failure(bench.read(bench.instance(), { path, version: { stage: "previous" } })),
    ).toMatchObject({
      code: "version_not_found",
    });
    const absent = { path: `secret/${randomUUID()}`, version: { version: "99" } };
    expect(await bench.read(bench.instance(), absent)).toBeUndefined();
  });

  test("a missing version whose metadata may not be read", async () => {
    const path = await bench.store({ a: canary });
    const token = await bench.vault.createToken({
      policy: `path "secret/data/${path}" { capabilities = ["read"] }`,
    });
    const from = bench.instance({ token });
    const missing = { path: `secret/${path}`, version: { version: "99" } };
    expect(await bench.failure(bench.read(from, missing))).toMatchObject({ code: "version_not_found" });
    expect(
      await bench.failure(bench.read(from, { path: `secret/${path}`, version: { stage: "previous" } })),
    ).toMatchObject({
      code: "denied",
    });
  });
});

describe("what is not there", () => {
  test("a secret that never was", async () => {
    expect(await bench.read(bench.instance(), { path: `secret/${randomUUID()}` })).toBeUndefined();
  });

  test("to a token that may read the path and nothing else", async () => {
    const token = await bench.vault.createToken({
      policy: 'path "secret/data/gone/*" { capabilities = ["read"] }',
    });
    expect(await bench.read(bench.instance({ token }), { path: "secret/gone/x" })).toBeUndefined();
  });

  test("a deleted version, which can come back", async () => {
    const path = await bench.store({ a: canary });
    await bench.ask("DELETE", `secret/data/${path}`);
    const from = bench.instance();
    expect(await bench.failure(bench.read(from, { path: `secret/${path}` }))).toMatchObject({
      code: "deleted",
      hint: expect.stringContaining(`undelete -mount=secret -versions=1 ${path}`),
    });
    await bench.ask("POST", `secret/undelete/${path}`, { body: { versions: [1] } });
    expect(await bench.read(from, { path: `secret/${path}` })).toMatchObject({ version: "1" });
  });

  test("a destroyed version", async () => {
    const path = await bench.store({ a: canary }, { a: canary });
    await bench.ask("POST", `secret/destroy/${path}`, { body: { versions: [1] } });
    const at = { path: `secret/${path}`, version: { version: "1" } };
    expect(await bench.failure(bench.read(bench.instance(), at))).toMatchObject({
      code: "deleted",
      hint: expect.stringContaining("gone for good"),
    });
  });

  test("an unknown mount", async () => {
    expect(await bench.failure(bench.read(bench.instance(), { path: "nomount/app" }))).toMatchObject({
      code: "not_configured",
      problem: expect.stringContaining("no mount nomount"),
    });
  });

  test("an unknown namespace", async () => {
    expect(
      await bench.failure(bench.read(bench.instance({ namespace: "nowhere" }), { path: "secret/app" })),
    ).toMatchObject({
      code: "not_configured",
      problem: expect.stringContaining("no namespace nowhere"),
    });
  });

  test("anything in a mount that is no KV", async () => {
    const name = await bench.mount({ type: "transit" });
    expect(await bench.failure(bench.read(bench.instance(), { path: `${name}/absent` }))).toMatchObject({
      code: "not_configured",
    });
  });
});
