import { randomUUID } from "node:crypto";
import { createSecrets, nodeHost } from "@claviger/core";
import { vault as provider } from "@claviger/provider-vault";
import { describe, expect, test, vi } from "vitest";
import { collect } from "./vault/collect.ts";
import { canary, context, vaultBench, type VaultProvider } from "./vault/vault-bench.ts";

const bench = vaultBench();

/** Secrets under a folder of its own, and that folder. */
async function folderOf(names: readonly string[]): Promise<string> {
  const folder = `list/${randomUUID()}`;
  for (const name of names)
    await bench.ask("POST", `secret/data/${folder}/${name}`, { body: { data: { a: canary } } });
  return folder;
}

/** A KV mount of that version, set up. */
async function newMount(version: string): Promise<string> {
  const name = await bench.mount({ type: "kv", options: { version } });
  // KV v2 answers 400 for a moment; KV v1 has no configuration.
  const settled = version === "1" ? 404 : 200;
  await vi.waitUntil(async () => (await bench.vault.request("GET", `${name}/config`)).status === settled);
  return name;
}

async function paths(from: VaultProvider, prefix: string): Promise<readonly string[]> {
  const infos = await collect(from.list(prefix, context()));
  if (JSON.stringify(infos).includes(canary)) throw new Error("A listing tells a value.");
  return infos.map(({ path }) => path);
}

describe("a listing", () => {
  test("has what is under its prefix, in folders too, and nothing beside it", async () => {
    const folder = await folderOf(["app", "app/db", "app/db/replica", "apple", "banana", "b%20a"]);
    const from = bench.instance();
    const inside = (prefix: string) => paths(from, `secret/${folder}/${prefix}`);
    const named = (...names: readonly string[]) => names.map((name) => `secret/${folder}/${name}`);
    expect(await inside("app")).toEqual(named("app", "apple", "app/db", "app/db/replica"));
    expect(await inside("app/")).toEqual(named("app/db", "app/db/replica"));
    expect(await inside("app/d")).toEqual(named("app/db", "app/db/replica"));
    expect(await inside("")).toHaveLength(6);
    expect(await inside("b a")).toEqual(named("b a"));
    expect(await inside("none")).toEqual([]);
    for (const path of await inside("")) expect(await bench.read(from, from.parse(path))).toBeDefined();
  });

  test("of the mount has all of it, by its name or the beginning of that", async () => {
    const name = await newMount("2");
    await bench.ask("POST", `${name}/data/only/one`, { body: { data: {} } });
    const from = bench.instance({ mount: name });
    for (const prefix of ["", name.slice(0, 3), name, `${name}/`]) {
      expect(await paths(from, prefix)).toEqual([`${name}/only/one`]);
    }
    expect(await bench.failure(paths(from, "elsewhere"))).toMatchObject({ code: "invalid_ref" });
  });

  test.each([
    // KV v1 has no pages in OpenBao, as no engine has in Vault: it tells everything again.
    ["1", 1000],
    ["2", 1005],
  ])(
    "of more than a page of KV v%s has everything once",
    async (version, count) => {
      const name = await newMount(version);
      const names = Array.from({ length: count }, (_, index) => `n${String(index).padStart(4, "0")}`);
      const under = version === "1" ? name : `${name}/data`;
      for (let at = 0; at < count; at += 50) {
        const some = names.slice(at, at + 50);
        await Promise.all(some.map((key) => bench.ask("POST", `${under}/${key}`, { body: { data: {} } })));
      }
      bench.proxy.clear();
      const listed = await paths(bench.instance(), `${name}/`);
      expect(listed).toEqual(names.map((key) => `${name}/${key}`));
      const folder = version === "1" ? `${name}/` : `${name}/metadata/`;
      expect(bench.asked().slice(1)).toEqual([
        `GET /v1/${folder}?list=true&limit=1000`,
        `GET /v1/${folder}?list=true&limit=1000&after=n0999`,
      ]);
    },
    60_000,
  );

  test("through the chain begins with a folder's name, or a part of a name", async () => {
    const folder = await folderOf(["app", "apple", "app/db"]);
    await using secrets = createSecrets({
      providers: [provider({ addr: bench.proxy.address, token: bench.vault.rootToken })],
      host: nodeHost({ env: {} }),
    });
    const listed = async (prefix: string) =>
      (await collect(secrets.list(prefix))).map(({ reference }) => reference.split(`${folder}/`)[1]);
    expect(await listed(`${folder}/`)).toEqual(["app", "apple", "app/db"]);
    expect(await listed(`${folder}/appl`)).toEqual(["apple"]);
    expect(await listed(`secret://vault/secret/${folder}/app/`)).toEqual(["app/db"]);
  });

  test("that the token may not make is denied, with the rule", async () => {
    const token = await bench.vault.createToken({
      policy: 'path "secret/data/*" { capabilities = ["read"] }',
    });
    expect(await bench.failure(paths(bench.instance({ token }), "secret/team/"))).toMatchObject({
      code: "denied",
      hint: expect.stringContaining('path "secret/metadata/team/" { capabilities = ["list"] }'),
    });
  });

  test("of an unknown mount is not empty", async () => {
    expect(await bench.failure(paths(bench.instance(), "nomount/"))).toMatchObject({
      code: "not_configured",
    });
  });
});

describe("the history", () => {
  test("tells each version, what became of it, and no value", async () => {
    const path = await bench.store({ a: canary }, { a: canary }, { a: canary });
    await bench.ask("POST", `secret/metadata/${path}`, { body: { custom_metadata: { owner: "ops" } } });
    await bench.ask("POST", `secret/destroy/${path}`, { body: { versions: [1] } });
    await bench.ask("POST", `secret/delete/${path}`, { body: { versions: [2] } });
    const from = bench.instance();
    const infos = await collect(from.versions({ path: `secret/${path}` }, context()));
    expect(infos).toMatchObject([
      { version: "3", stages: ["current"], createdAt: expect.any(Date), metadata: { owner: "ops" } },
      { version: "2", stages: ["previous"], deletedAt: expect.any(Date) },
      { version: "1", stages: [], disabled: true },
    ]);
    expect(infos[0]).not.toHaveProperty("deletedAt");
    expect(JSON.stringify(infos)).not.toContain(canary);
    expect(await collect(from.versions({ path: "secret/none" }, context()))).toEqual([]);
  });
});

describe("a probe", () => {
  test("answers for each location, by its metadata alone", async () => {
    const path = `secret/${await bench.store({ a: canary }, { a: canary })}`;
    const deleted = `secret/${await bench.store({ a: canary })}`;
    await bench.instance().delete({ path: deleted }, {}, context());
    bench.proxy.clear();
    const answers = await bench
      .instance()
      .probe(
        [
          { path },
          { path, version: { version: "1" } },
          { path, version: { stage: "previous" } },
          { path, version: { version: "9" } },
          { path: deleted },
          { path: "secret/none" },
          { path: "database/creds/app", mints: true },
        ],
        context(),
      );
    expect(answers).toMatchObject([
      { status: "found", value: "2" },
      { status: "found", value: "1" },
      { status: "found", value: "1" },
      { status: "error", error: { code: "version_not_found" } },
      { status: "error", error: { code: "deleted" } },
      { status: "absent" },
      { status: "error", error: { code: "unsupported" } },
    ]);
    expect(bench.asked().filter((request) => !/\/(secret\/metadata|sys\/internal)\//.test(request))).toEqual(
      [],
    );
  });
});
