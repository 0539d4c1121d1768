import { randomUUID } from "node:crypto";
import { describe, expect, test, vi } from "vitest";
import { canary, vaultBench } from "./vault/vault-bench.ts";

const bench = vaultBench();

describe("reading", () => {
  test("a map, in one request", async () => {
    const path = await bench.store({ MONGO_URI: canary, SECRET_KEY: "k" });
    const record = await bench.read(bench.instance(), { path: `secret/${path}` });
    expect(record).toMatchObject({
      id: `secret/${path}`,
      value: { type: "fields", fields: { MONGO_URI: canary, SECRET_KEY: "k" } },
      version: "1",
      createdAt: expect.any(Date),
      source: `secret/${path} version 1 at ${bench.proxy.address}`,
    });
    expect(bench.proxy.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `GET /v1/secret/data/${path}`,
    ]);
  });

  test.each(["", "secret/", "secret/data/"])(
    "the bundle that VAULT_SECRET_PATH names as %s…",
    async (before) => {
      const path = await bench.store({ MONGO_URI: canary });
      const from = bench.instance({ path: before + path });
      const [location, ...others] = from.locate({ name: "mongo-uri", as: "value" });
      expect(others).toEqual([]);
      expect(location).toEqual({ path: `secret/${path}`, field: "mongo-uri", derived: true });
      expect(await bench.read(from, location ?? { path: "" })).toMatchObject({
        value: { fields: { MONGO_URI: canary } },
      });
    },
  );

  test("what a field may hold", async () => {
    const long = "x".repeat(1024 * 1024);
    const fields = {
      empty: "",
      unicode: "päß😀\u0000",
      long,
      integer: 9007199254740991,
      float: 1.5,
      yes: true,
    };
    const path = await bench.store({
      ...fields,
      object: { a: [1, null] },
      nothing: null,
      __proto__x: "p",
      "a b/c": "odd",
    });
    expect((await bench.read(bench.instance(), { path: `secret/${path}` }))?.value).toEqual({
      type: "fields",
      fields: {
        empty: "",
        unicode: "päß😀\u0000",
        long,
        integer: "9007199254740991",
        float: "1.5",
        yes: "true",
        object: '{"a":[1,null]}',
        __proto__x: "p",
        "a b/c": "odd",
      },
    });
  });

  test("under a path with characters that mean something elsewhere", async () => {
    const path = `${await bench.store({ a: "other" })} ?#%2e&#x2F;{{x}}+*ü`;
    await bench.ask("POST", `secret/data/${path.split("/").map(encodeURIComponent).join("/")}`, {
      body: { data: { a: canary } },
    });
    expect(await bench.read(bench.instance(), { path: `secret/${path}` })).toMatchObject({
      value: { fields: { a: canary } },
    });
  });

  test("from a mount of several segments, and its custom metadata", async () => {
    const name = `team/${randomUUID()}`;
    await bench.ask("POST", `sys/mounts/${name}`, { body: { type: "kv", options: { version: "2" } } });
    await bench.ask("POST", `${name}/metadata/app`, { body: { custom_metadata: { owner: "ops" } } });
    await bench.ask("POST", `${name}/data/app`, { body: { data: { a: canary } } });
    const from = bench.instance({ mount: name });
    expect(await bench.read(from, from.parse(`${name}/app`))).toMatchObject({
      id: `${name}/app`,
      value: { fields: { a: canary } },
      metadata: { owner: "ops" },
    });
  });

  test("in a namespace, which is not the process's", async () => {
    const namespace = await bench.vault.createNamespace();
    await bench.ask("POST", "secret/data/app", { namespace, body: { data: { a: canary } } });
    vi.stubEnv("VAULT_NAMESPACE", "elsewhere");
    expect(await bench.read(bench.instance({ namespace }), { path: "secret/app" })).toMatchObject({
      value: { fields: { a: canary } },
    });
    expect(await bench.read(bench.instance(), { path: "secret/app" })).toBeUndefined();
  });
});
