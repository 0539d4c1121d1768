import { describe, expect, test } from "vitest";
import { collect } from "./vault/collect.ts";
import { canary, context, vaultBench } from "./vault/vault-bench.ts";

const bench = vaultBench();

/** A KV v1 mount with one secret. */
async function legacyMount(): Promise<string> {
  const name = await bench.mount({ type: "kv", options: { version: "1" } });
  await bench.ask("POST", `${name}/app`, { body: { a: canary, n: 1.5 } });
  return name;
}

describe("KV v1", () => {
  test("is found out at the first read, and then read in one request", async () => {
    const name = await legacyMount();
    const from = bench.instance();
    expect(await bench.read(from, { path: `${name}/app` })).toEqual({
      id: `${name}/app`,
      value: { type: "fields", fields: { a: canary, n: "1.5" } },
      source: `${name}/app at ${bench.proxy.address}`,
    });
    bench.proxy.clear();
    await bench.read(from, { path: `${name}/app` });
    expect(bench.asked()).toEqual([`GET /v1/${name}/app`]);
  });

  test("that the options name is read in one request from the first", async () => {
    const name = await legacyMount();
    const from = bench.instance({ kv1: [name] });
    expect(await bench.read(from, from.parse(`${name}/app`))).toMatchObject({ id: `${name}/app` });
    expect(bench.asked()).toEqual([`GET /v1/${name}/app`]);
  });

  test("is read with a token that may read that secret alone, by the policy that the provider writes", async () => {
    const name = await legacyMount();
    const policy = bench.instance({ kv1: [name] }).policy([{ path: `${name}/app` }], "read");
    const token = await bench.vault.createToken({ policy });
    for (const kv1 of [[], [name]]) {
      const from = bench.instance({ token, kv1 });
      expect(await bench.read(from, { path: `${name}/app` })).toMatchObject({ id: `${name}/app` });
      expect(await bench.failure(bench.read(from, { path: `${name}/other` }))).toMatchObject({
        code: "denied",
        hint: expect.stringContaining(`path "${name}/other"`),
      });
    }
  });

  test("without the secret is an absence", async () => {
    const name = await legacyMount();
    expect(await bench.read(bench.instance(), { path: `${name}/absent` })).toBeUndefined();
    expect(await bench.read(bench.instance({ kv1: [name] }), { path: `${name}/absent` })).toBeUndefined();
  });

  test("that the options name and that is not there is no absence", async () => {
    const from = bench.instance({ kv1: ["nomount"] });
    expect(await bench.failure(bench.read(from, { path: "nomount/app" }))).toMatchObject({
      code: "not_configured",
    });
  });

  test("with a secret that looks like KV v2 is read as it is", async () => {
    const name = await bench.mount({ type: "kv", options: { version: "1" } });
    const inside = { data: { a: canary }, metadata: { version: 1, destroyed: false } };
    await bench.ask("POST", `${name}/data/like`, { body: inside });
    expect(await bench.read(bench.instance(), { path: `${name}/like` })).toBeUndefined();
    expect(await bench.read(bench.instance(), { path: `${name}/data/like` })).toMatchObject({
      value: { fields: { data: JSON.stringify(inside.data) } },
    });
  });

  test("has no versions, and is not written", async () => {
    const name = await legacyMount();
    const at = { path: `${name}/app` };
    for (const options of [{}, { kv1: [name] }]) {
      const from = bench.instance(options);
      const calls = [
        () => bench.read(from, { ...at, version: { version: "1" } }),
        () => bench.read(from, { ...at, version: { stage: "previous" } }),
        () => from.put(at, { type: "text", text: canary }, {}, context()),
        () => from.patch(at, { a: canary }, {}, context()),
        () => from.delete(at, {}, context()),
        () => from.delete(at, { version: "1", purge: true }, context()),
        () => from.restore(at, { version: "1" }, context()),
      ];
      for (const call of calls) expect(await bench.failure(call())).toMatchObject({ code: "unsupported" });
      expect(await from.probe([at], context())).toMatchObject([
        { status: "error", error: { code: "unsupported" } },
      ]);
    }
    expect(await bench.ask("GET", `${name}/?list=true`)).toMatchObject({ keys: ["app"] });
  });

  test("is listed", async () => {
    const name = await legacyMount();
    await bench.ask("POST", `${name}/team/db`, { body: { a: "1" } });
    const listed = await collect(bench.instance().list(`${name}/`, context()));
    expect(listed.map(({ path }) => path)).toEqual([`${name}/app`, `${name}/team/db`]);
  });
});
