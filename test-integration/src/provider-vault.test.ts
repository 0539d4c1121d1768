import { randomUUID } from "node:crypto";
import { inspect } from "node:util";
import { nodeHost } from "@claviger/core";
import type { Check, Location, Provider, SecretRecord } from "@claviger/core/provider";
import { vault as provider } from "@claviger/provider-vault";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { type CountingProxy, startCountingProxy } from "./servers/counting-proxy.ts";
import { startVault, type Vault } from "./servers/start-openbao.ts";

/** In every value, and in nothing that claviger may say. */
const canary = "canary-4e90";

type Options = Parameters<typeof provider.create>[0];

let vault: Vault;
let proxy: CountingProxy;
const instances: Provider[] = [];

beforeAll(async () => {
  vault = await startVault();
  proxy = await startCountingProxy({ upstream: vault.address });
}, 120_000);

afterAll(async () => {
  await proxy.stop();
  await vault.stop();
});

afterEach(async () => {
  proxy.passThrough();
  proxy.clear();
  for (const instance of instances.splice(0)) await instance.close?.();
  vi.unstubAllEnvs();
});

/** An instance for the root token, with the defaults that core fills in. */
function instance(options: Partial<Options> = {}): Provider {
  const common = {
    addr: proxy.address,
    token: vault.rootToken,
    mount: "secret",
    case: "as-is",
    auth: "token",
  } as const;
  const created = provider.create({ ...common, ...options }, nodeHost({ env: {} }));
  instances.push(created);
  return created;
}

interface Limits {
  readonly ms?: number;
  readonly signal?: AbortSignal;
}

function context({ ms = 15_000, signal = new AbortController().signal }: Limits = {}) {
  return { signal, deadline: Date.now() + ms, report: () => undefined };
}

async function read(from: Provider, at: Location, limits?: Limits): Promise<SecretRecord | undefined> {
  if (!from.get) throw new Error("The provider does not read.");
  return await from.get(at, context(limits));
}

async function check(from: Provider, ...paths: readonly string[]): Promise<readonly Check[]> {
  if (!from.check) throw new Error("The provider does not check.");
  return await from.check(
    paths.map((path) => from.parse(path)),
    context(),
  );
}

/** What a read throws; nothing in it is a value or a token. */
async function failure(from: Provider, at: Location, limits?: Limits): Promise<unknown> {
  const error: unknown = await read(from, at, limits).then(
    () => undefined,
    (error: unknown) => error,
  );
  const stack = error instanceof Error ? error.stack : "";
  const shown = [
    inspect(error, { depth: 9, showHidden: true }),
    JSON.stringify(error),
    String(error),
    stack,
  ].join("\n");
  expect(shown).not.toContain(canary);
  expect(shown).not.toContain(vault.rootToken);
  expect(shown).not.toMatch(/x-vault-token/i);
  return error;
}

/** Sends a request that has to succeed. */
async function ask(...[method, path, options]: Parameters<Vault["request"]>): Promise<void> {
  const { status } = await vault.request(method, path, options);
  if (status >= 300) throw new Error(`${method} ${path}: ${status}`);
}

/** Writes versions of a secret under a path of its own, and gives that. */
async function store(...versions: readonly object[]): Promise<string> {
  const path = `claviger/${randomUUID()}`;
  for (const data of versions) await ask("POST", `secret/data/${path}`, { body: { data } });
  return path;
}

/** Makes a mount of its own of that kind, and gives its name. */
async function mount(body: object): Promise<string> {
  const name = `mount-${randomUUID()}`;
  await ask("POST", `sys/mounts/${name}`, { body });
  return name;
}

describe("reading", () => {
  test("a map, in one request", async () => {
    const path = await store({ MONGO_URI: canary, SECRET_KEY: "k" });
    const record = await read(instance(), { path: `secret/${path}` });
    expect(record).toMatchObject({
      id: `secret/${path}`,
      value: { type: "fields", fields: { MONGO_URI: canary, SECRET_KEY: "k" } },
      version: "1",
      createdAt: expect.any(Date),
      source: `secret/${path} version 1 at ${proxy.address}`,
    });
    expect(proxy.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `GET /v1/secret/data/${path}`,
    ]);
  });

  test.each(["", "secret/", "secret/data/"])(
    "the bundle that VAULT_SECRET_PATH names as %s…",
    async (before) => {
      const path = await store({ MONGO_URI: canary });
      const from = instance({ path: before + path });
      const [location, ...others] = from.locate({ name: "mongo-uri", as: "value" });
      expect(others).toEqual([]);
      expect(location).toEqual({ path: `secret/${path}`, field: "mongo-uri", derived: true });
      expect(await read(from, location ?? { path: "" })).toMatchObject({
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
    const path = await store({
      ...fields,
      object: { a: [1, null] },
      nothing: null,
      __proto__x: "p",
      "a b/c": "odd",
    });
    expect((await read(instance(), { path: `secret/${path}` }))?.value).toEqual({
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
    const path = `${await store({ a: "other" })} ?#%2e&#x2F;{{x}}+*ü`;
    await ask("POST", `secret/data/${path.split("/").map(encodeURIComponent).join("/")}`, {
      body: { data: { a: canary } },
    });
    expect(await read(instance(), { path: `secret/${path}` })).toMatchObject({
      value: { fields: { a: canary } },
    });
  });

  test("from a mount of several segments, and its custom metadata", async () => {
    const name = `team/${randomUUID()}`;
    await ask("POST", `sys/mounts/${name}`, { body: { type: "kv", options: { version: "2" } } });
    await ask("POST", `${name}/metadata/app`, { body: { custom_metadata: { owner: "ops" } } });
    await ask("POST", `${name}/data/app`, { body: { data: { a: canary } } });
    const from = instance({ mount: name });
    expect(await read(from, from.parse(`${name}/app`))).toMatchObject({
      id: `${name}/app`,
      value: { fields: { a: canary } },
      metadata: { owner: "ops" },
    });
  });

  test("in a namespace, which is not the process's", async () => {
    const namespace = await vault.createNamespace();
    await ask("POST", "secret/data/app", { namespace, body: { data: { a: canary } } });
    vi.stubEnv("VAULT_NAMESPACE", "elsewhere");
    expect(await read(instance({ namespace }), { path: "secret/app" })).toMatchObject({
      value: { fields: { a: canary } },
    });
    expect(await read(instance(), { path: "secret/app" })).toBeUndefined();
  });
});

describe("versions", () => {
  test("by number and by stage", async () => {
    const path = `secret/${await store({ a: "1" }, { a: "2" }, { a: "3" })}`;
    const from = instance();
    const versions = [undefined, { version: "1" }, { stage: "current" }, { stage: "previous" }];
    const records = await Promise.all(
      versions.map((version) => read(from, { path, ...(version ? { version } : {}) })),
    );
    expect(records.map((record) => record?.version)).toEqual(["3", "1", "3", "2"]);
    expect(new Set(records.map((record) => record?.id))).toEqual(new Set([path]));
  });

  test("a missing version of a secret that exists, and of one that does not", async () => {
    const path = `secret/${await store({ a: canary })}`;
    expect(await failure(instance(), { path, version: { version: "99" } })).toMatchObject({
      code: "version_not_found",
    });
    expect(await failure(instance(), { path, version: { stage: "previous" } })).toMatchObject({
      code: "version_not_found",
    });
    const absent = { path: `secret/${randomUUID()}`, version: { version: "99" } };
    expect(await read(instance(), absent)).toBeUndefined();
  });

  test("a missing version whose metadata may not be read", async () => {
    const path = await store({ a: canary });
    const token = await vault.createToken({
      policy: `path "secret/data/${path}" { capabilities = ["read"] }`,
    });
    const from = instance({ token });
    const missing = { path: `secret/${path}`, version: { version: "99" } };
    expect(await failure(from, missing)).toMatchObject({ code: "version_not_found" });
    expect(await failure(from, { path: `secret/${path}`, version: { stage: "previous" } })).toMatchObject({
      code: "denied",
    });
  });
});

describe("what is not there", () => {
  test("a secret that never was", async () => {
    expect(await read(instance(), { path: `secret/${randomUUID()}` })).toBeUndefined();
  });

  test("to a token that may read the path and nothing else", async () => {
    const token = await vault.createToken({
      policy: 'path "secret/data/gone/*" { capabilities = ["read"] }',
    });
    expect(await read(instance({ token }), { path: "secret/gone/x" })).toBeUndefined();
  });

  test("a deleted version, which can come back", async () => {
    const path = await store({ a: canary });
    await ask("DELETE", `secret/data/${path}`);
    const from = instance();
    expect(await failure(from, { path: `secret/${path}` })).toMatchObject({
      code: "deleted",
      hint: expect.stringContaining(`undelete -mount=secret -versions=1 ${path}`),
    });
    await ask("POST", `secret/undelete/${path}`, { body: { versions: [1] } });
    expect(await read(from, { path: `secret/${path}` })).toMatchObject({ version: "1" });
  });

  test("a destroyed version", async () => {
    const path = await store({ a: canary }, { a: canary });
    await ask("POST", `secret/destroy/${path}`, { body: { versions: [1] } });
    const at = { path: `secret/${path}`, version: { version: "1" } };
    expect(await failure(instance(), at)).toMatchObject({
      code: "deleted",
      hint: expect.stringContaining("gone for good"),
    });
  });

  test("an unknown mount", async () => {
    expect(await failure(instance(), { path: "nomount/app" })).toMatchObject({
      code: "not_configured",
      problem: expect.stringContaining("no mount nomount"),
    });
  });

  test("an unknown namespace", async () => {
    expect(await failure(instance({ namespace: "nowhere" }), { path: "secret/app" })).toMatchObject({
      code: "not_configured",
      problem: expect.stringContaining("no namespace nowhere"),
    });
  });

  test.each([
    ["KV v1", { type: "kv", options: { version: "1" } }],
    ["transit", { type: "transit" }],
  ])("anything in a mount of %s", async (_, body) => {
    const name = await mount(body);
    expect(await failure(instance(), { path: `${name}/absent` })).toMatchObject({ code: "not_configured" });
  });

  test("a secret of a KV v1 mount", async () => {
    const name = await mount({ type: "kv", options: { version: "1" } });
    await ask("POST", `${name}/app`, { body: { a: canary } });
    await ask("POST", `${name}/data/like`, { body: { data: { a: canary }, metadata: { version: 1 } } });
    expect(await failure(instance(), { path: `${name}/app` })).toMatchObject({ code: "not_configured" });
    expect(await failure(instance(), { path: `${name}/like` })).toMatchObject({ code: "not_configured" });
  });
});

describe("tokens", () => {
  test("one that may not read it", async () => {
    const path = await store({ a: canary });
    const token = await vault.createToken({ policy: 'path "secret/data/mine" { capabilities = ["read"] }' });
    expect(await failure(instance({ token }), { path: `secret/${path}` })).toMatchObject({
      code: "denied",
      hint: expect.stringContaining(`path "secret/data/${path}" { capabilities = ["read"] }`),
    });
  });

  test("one that may not read it, nor look itself up", async () => {
    const path = await store({ a: canary });
    const created = await vault.request("POST", "auth/token/create", {
      body: { policies: ["none"], no_default_policy: true },
    });
    const token = Reflect.get(Object(Reflect.get(Object(created.body), "auth")), "client_token");
    expect(await failure(instance({ token: String(token) }), { path: `secret/${path}` })).toMatchObject({
      code: "denied",
    });
  });

  test("one that Vault does not know", async () => {
    const from = instance({ token: `hvs.${canary}` });
    expect(await failure(from, { path: "secret/app" })).toMatchObject({ code: "auth_failed" });
  });

  test("one that was revoked", async () => {
    const path = await store({ a: canary });
    const token = await vault.createToken({ policy: 'path "secret/data/*" { capabilities = ["read"] }' });
    const from = instance({ token });
    expect(await read(from, { path: `secret/${path}` })).toMatchObject({ version: "1" });
    await ask("POST", "auth/token/revoke", { body: { token } });
    expect(await failure(from, { path: `secret/${path}` })).toMatchObject({ code: "auth_failed" });
  });

  test("the policy that the provider writes is enough, and no more", async () => {
    const [path, other] = [await store({ a: canary }), await store({ a: canary })];
    const policy = instance().policy?.([{ path: `secret/${path}` }], "read") ?? "";
    const from = instance({ token: await vault.createToken({ policy }) });
    expect(await read(from, { path: `secret/${path}` })).toMatchObject({ version: "1" });
    expect(await failure(from, { path: `secret/${other}` })).toMatchObject({ code: "denied" });
  });
});

describe("check", () => {
  test("tells who the token is and what it may read, and not the token", async () => {
    const token = await vault.createToken({ policy: 'path "secret/data/a" { capabilities = ["read"] }' });
    const checks = await check(instance({ token }), "secret/a", "secret/b");
    expect(checks.map(({ subject, status }) => [subject, status])).toEqual([
      ["reachability", "ok"],
      ["identity", "ok"],
      ["permission secret/data/a", "ok"],
      ["permission secret/data/b", "error"],
    ]);
    expect(JSON.stringify(checks)).not.toContain(token);
  });

  test("works in a namespace", async () => {
    const namespace = await vault.createNamespace();
    const checks = await check(instance({ namespace }), "secret/a");
    expect(checks.map(({ status }) => status)).toEqual(["ok", "ok", "ok"]);
  });

  test("reports a refused token before anything is read", async () => {
    const checks = await check(instance({ token: `hvs.${canary}` }), "secret/a");
    expect(checks.at(-1)).toMatchObject({
      subject: "identity",
      status: "error",
      fix: expect.stringContaining("VAULT_TOKEN"),
    });
  });
});

describe("a Vault that does not answer", () => {
  test("an abort ends the read at once", async () => {
    proxy.hang();
    const from = instance();
    const stop = new AbortController();
    const failed = failure(from, { path: "secret/app" }, { signal: stop.signal });
    await vi.waitFor(() => expect(proxy.count()).toBe(1));
    const begun = performance.now();
    stop.abort();
    expect(await failed).toMatchObject({ code: "aborted" });
    expect(performance.now() - begun).toBeLessThan(50);
  });

  test("the deadline ends it", async () => {
    proxy.hang();
    expect(await failure(instance(), { path: "secret/app" }, { ms: 200 })).toMatchObject({ code: "timeout" });
  });

  test("closing ends it", async () => {
    proxy.hang();
    const from = instance();
    const failed = failure(from, { path: "secret/app" });
    await vi.waitFor(() => expect(proxy.count()).toBe(1));
    await from.close?.();
    expect(await failed).toMatchObject({ code: "aborted" });
  });

  test.each(["cut", "truncate"] as const)("a connection that is lost (%s) is no absence", async (fault) => {
    const path = await store({ a: canary });
    proxy[fault]({ times: 1 });
    const from = instance();
    expect(await failure(from, { path: `secret/${path}` })).toMatchObject({ code: "unavailable" });
    expect(await read(from, { path: `secret/${path}` })).toMatchObject({ version: "1" });
  });

  test("a sealed one", async () => {
    const path = await store({ a: canary });
    const from = instance();
    await vault.seal();
    try {
      expect(await failure(from, { path: `secret/${path}` })).toMatchObject({
        code: "unavailable",
        problem: expect.stringContaining("is sealed"),
        hint: expect.stringContaining("unseal"),
      });
      expect(await check(from)).toMatchObject([
        { status: "error", message: expect.stringContaining("is sealed") },
      ]);
    } finally {
      await vault.unseal();
    }
    expect(await read(from, { path: `secret/${path}` })).toMatchObject({ version: "1" });
  });
});

describe("a Vault of its own", () => {
  test("that was killed is unavailable, and is read again when it is back", async () => {
    await using own = await startVault();
    const from = instance({ addr: own.address, token: own.rootToken });
    expect(await read(from, { path: "secret/app" })).toBeUndefined();
    await own.kill();
    expect(await failure(from, { path: "secret/app" })).toMatchObject({ code: "unavailable" });
    await own.restart();
    expect(await read(from, { path: "secret/app" })).toBeUndefined();
  }, 60_000);

  test("with a private authority is trusted through its file only", async () => {
    await using own = await startVault({ tls: true });
    const trusting = instance({ addr: own.address, token: own.rootToken, cacert: own.caPath ?? "" });
    expect(await read(trusting, { path: "secret/app" })).toBeUndefined();
    // Node's own switch must not switch it off either.
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
    expect(await failure(instance({ addr: own.address }), { path: "secret/app" })).toMatchObject({
      code: "auth_failed",
      hint: expect.stringContaining("VAULT_CACERT"),
    });
    const plain = own.address.replace("https:", "http:");
    expect(await failure(instance({ addr: plain }), { path: "secret/app" })).toMatchObject({
      code: "unavailable",
    });
  }, 60_000);
});
