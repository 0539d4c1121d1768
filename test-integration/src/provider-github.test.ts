import { generateKeyPairSync } from "node:crypto";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { createSecrets, isSecretError, nodeHost, secretsFromEnv } from "@claviger/core";
import type { Check, Location, Provider, PutOptions, SecretError, SecretInfo } from "@claviger/core/provider";
import { env } from "@claviger/provider-env";
import { github } from "@claviger/provider-github";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { type CountingProxy, startCountingProxy } from "./servers/counting-proxy.ts";
import { type GithubState, SecretShelf } from "./servers/github/github-state.ts";
import { type FakeGithub, startGithub } from "./servers/github/start-github.ts";
import { startVault } from "./servers/start-openbao.ts";

/** In every value, and in nothing that claviger may say. */
const canary = "canary-7f1c";
const token = "github_pat_writer";

type Options = Parameters<typeof github.create>[0];

let fake: FakeGithub;
let proxy: CountingProxy;
let folder: string;
const instances: Provider[] = [];
const reports: unknown[] = [];

beforeAll(async () => {
  fake = await startGithub();
  proxy = await startCountingProxy({ upstream: fake.address });
  folder = await mkdtemp(join(tmpdir(), "claviger-github-"));
}, 60_000);

afterAll(async () => {
  await proxy.stop();
  await fake.stop();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(() => {
  const { tokens, organizations, repositories } = fake.state;
  tokens.clear();
  tokens.set(token, { secrets: "write" });
  organizations.set("imip", new SecretShelf(1000));
  repositories.set("imip/platform", {
    id: 1,
    shelf: new SecretShelf(100),
    environments: new Map([["production/eu", new SecretShelf(100)]]),
  });
  fake.state.app = undefined;
});

afterEach(async () => {
  proxy.passThrough();
  proxy.clear();
  reports.length = 0;
  vi.unstubAllEnvs();
  for (const instance of instances.splice(0)) await instance.close?.();
});

/** An instance for the repository imip/platform, with the defaults that core fills in. */
function instance(options: Partial<Options> = {}): Provider {
  const place = options.org === undefined ? { repo: "imip/platform" } : {};
  const who = options.appId === undefined ? { token } : {};
  const common = { url: proxy.address, visibility: "private", case: "upper-snake" } as const;
  const created = github.create(
    { ...common, ...place, ...who, ...options },
    nodeHost({ env: {}, directory: folder }),
  );
  instances.push(created);
  return created;
}

function context({ ms = 15_000, signal = new AbortController().signal } = {}) {
  return { signal, deadline: Date.now() + ms, report: (report: unknown) => void reports.push(report) };
}

async function put(at: Provider, path: string, text: string, options: PutOptions = {}): Promise<SecretInfo> {
  if (!at.put) throw new Error("The provider does not write.");
  return await at.put({ path }, { type: "text", text }, options, context());
}

async function remove(at: Provider, path: string, more: Partial<Location> = {}): Promise<void> {
  if (!at.delete) throw new Error("The provider does not delete.");
  await at.delete({ path, ...more }, {}, context());
}

async function list(at: Provider, prefix = "", ctx = context()): Promise<readonly SecretInfo[]> {
  const all: SecretInfo[] = [];
  for await (const info of at.list?.(prefix, ctx) ?? []) all.push(info);
  return all;
}

/** The error of a call that has to fail; nothing in it is a value or a token. */
async function failure(call: Promise<unknown>): Promise<SecretError> {
  const error: unknown = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  const shown = [inspect(error, { depth: 9, showHidden: true }), JSON.stringify(error)].join("\n");
  for (const secret of [canary, token, "ghs_", "encrypted_value"]) expect(shown).not.toContain(secret);
  if (!isSecretError(error)) throw new Error(`No SecretError: ${String(error)}`);
  expect(error.hint).toMatch(/\S/);
  return error;
}

function shelf(state: GithubState = fake.state): SecretShelf {
  const found = state.repositories.get("imip/platform")?.shelf;
  if (!found) throw new Error("The fake has no such repository.");
  return found;
}

function organization(): SecretShelf {
  const found = fake.state.organizations.get("imip");
  if (!found) throw new Error("The fake has no such organisation.");
  return found;
}

describe("a value that is written", () => {
  test("is sealed on the way, and opened by GitHub alone", async () => {
    const text = `${canary}\n🔑`;
    await put(instance(), "DATABASE_URL", text);
    expect(shelf().secrets.get("DATABASE_URL")?.value).toBe(text);
    for (const { body } of proxy.requests) expect(body).not.toContain(canary);
    expect(proxy.requests.map(({ method }) => method)).toEqual(["GET", "PUT"]);
  });

  test.each(["", "x".repeat(48 * 1024)])("may have any length up to 48 KB", async (text) => {
    await put(instance(), "LONG", text);
    expect(shelf().secrets.get("LONG")?.value).toBe(text);
  });

  test("and is too long, or under no name of GitHub's, is refused without a request", async () => {
    const at = instance();
    const long = canary + "x".repeat(48 * 1024);
    expect((await failure(put(at, "LONG", long))).code).toBe("invalid_value");
    for (const path of ["GITHUB_X", "3D", "a-b"]) expect(() => at.parse(path)).toThrow(/invalid_ref/);
    expect(proxy.requests).toEqual([]);
  });

  test("goes to an environment of the repository", async () => {
    await put(instance({ environment: "production/eu" }), "KEY", canary);
    const production = fake.state.repositories.get("imip/platform")?.environments.get("production/eu");
    expect(production?.secrets.get("KEY")?.value).toBe(canary);
    expect(shelf().secrets.size).toBe(0);
  });

  test("replaces the one before", async () => {
    const at = instance();
    await put(at, "KEY", "before");
    await put(at, "KEY", "after");
    expect(shelf().secrets.get("KEY")?.value).toBe("after");
  });

  test("only if there is none is refused where there is one, and says that it was looked up first", async () => {
    const at = instance();
    await put(at, "KEY", "before", { ifAbsent: true });
    expect(reports).toEqual([expect.objectContaining({ type: "warning", id: "checked-then-written" })]);
    expect((await failure(put(at, "KEY", canary, { ifAbsent: true }))).code).toBe("conflict");
    expect(shelf().secrets.get("KEY")?.value).toBe("before");
  });

  test("only if there is none, and that another made meanwhile, is a conflict that says what is there now", async () => {
    proxy.respondWith(
      { status: 404, body: { message: "Not Found" } },
      { only: ({ method, path }) => method === "GET" && path.endsWith("/KEY") },
    );
    shelf().keep("KEY", "another's");
    const error = await failure(put(instance(), "KEY", canary, { ifAbsent: true }));
    expect(error).toMatchObject({ code: "conflict", problem: expect.stringContaining("now has this value") });
  });

  test("only if there is none, by two at once, is one's, and a conflict for the other", async () => {
    const at = instance();
    const writes = ["one", "other"].map((text) => put(at, "KEY", text, { ifAbsent: true }));
    const outcomes = await Promise.allSettled(writes);
    const codes = outcomes.map((outcome) =>
      outcome.status === "rejected" && isSecretError(outcome.reason) ? outcome.reason.code : outcome.status,
    );
    expect(codes.toSorted()).toEqual(["conflict", "fulfilled"]);
  });

  test("is one too many where there are a hundred", async () => {
    for (let index = 0; index < 100; index += 1) shelf().keep(`KEY_${index}`, "");
    const error = await failure(put(instance(), "KEY_100", canary));
    expect(error).toMatchObject({ code: "invalid_value", hint: expect.stringContaining("100 secrets") });
  });

  test.each([
    [{ ifVersion: "1" }, "unsupported"],
    [{ stage: "pending" }, "unsupported"],
    [{ metadata: { visibility: "all" } }, "unsupported"],
  ])("under a condition that GitHub does not know is unsupported: %j", async (options, code) => {
    expect((await failure(put(instance(), "KEY", canary, options))).code).toBe(code);
    expect(proxy.requests).toEqual([]);
  });
});

describe("an organisation's secret", () => {
  test("is for its private repositories when it is new, or for whom the options or the write say", async () => {
    await put(instance({ org: "imip" }), "ONE", canary);
    await put(instance({ org: "imip", visibility: "all" }), "TWO", canary);
    const metadata = { visibility: "selected", selected_repository_ids: "7,8" };
    expect(await put(instance({ org: "imip" }), "THREE", canary, { metadata })).toMatchObject({
      metadata: { visibility: "selected" },
    });
    const { secrets } = organization();
    expect(["ONE", "TWO"].map((name) => secrets.get(name)?.visibility)).toEqual(["private", "all"]);
    expect(secrets.get("THREE")).toMatchObject({
      visibility: "selected",
      repositories: [7, 8],
      value: canary,
    });
  });

  test.each(["all", "private"])("keeps the visibility %s when its value changes", async (visibility) => {
    organization().keep("KEY", "before", { visibility });
    await put(instance({ org: "imip" }), "KEY", canary);
    expect(organization().secrets.get("KEY")).toMatchObject({ visibility, value: canary });
  });

  test.each([0, 1, 100, 250])("keeps its list of %i selected repositories", async (count) => {
    const repositories = Array.from({ length: count }, (_, index) => index + 1);
    organization().keep("KEY", "before", { visibility: "selected", repositories });
    await put(instance({ org: "imip" }), "KEY", canary);
    expect(organization().secrets.get("KEY")).toMatchObject({
      visibility: "selected",
      repositories,
      value: canary,
    });
  });

  test("is not written if its repositories cannot be read", async () => {
    organization().keep("KEY", "before", { visibility: "selected", repositories: [1, 2] });
    proxy.respondWith(
      { status: 500, body: { message: "x" } },
      { only: ({ path }) => path.includes("/repositories") },
    );
    expect((await failure(put(instance({ org: "imip" }), "KEY", canary))).code).toBe("unavailable");
    expect(organization().secrets.get("KEY")).toMatchObject({ value: "before", repositories: [1, 2] });
  });

  test("is listed with its visibility, and deleted", async () => {
    organization().keep("KEY", canary, { visibility: "selected", repositories: [1] });
    const at = instance({ org: "imip" });
    expect(await list(at)).toMatchObject([{ path: "KEY", metadata: { visibility: "selected" } }]);
    await remove(at, "KEY");
    expect(organization().secrets.size).toBe(0);
  });
});

describe("a listing", () => {
  test.each([0, 99, 100])("has all of %i secrets, with their times", async (count) => {
    for (let index = 0; index < count; index += 1) shelf().keep(`KEY_${index}`, canary);
    const infos = await list(instance());
    expect(infos).toHaveLength(count);
    for (const { createdAt, updatedAt } of infos) {
      expect([createdAt, updatedAt]).toEqual([expect.any(Date), expect.any(Date)]);
    }
    expect(JSON.stringify(infos)).not.toContain(canary);
  });

  test("has a thousand of an organisation, and those of a prefix", async () => {
    for (let index = 0; index < 1000; index += 1)
      organization().keep(`KEY_${index}`, "", { visibility: "all" });
    const at = instance({ org: "imip" });
    expect(await list(at)).toHaveLength(1000);
    expect(await list(at, "KEY_99")).toHaveLength(11);
  });
});

describe("a deletion", () => {
  test("of what is there, and of what is not", async () => {
    shelf().keep("KEY", canary);
    const at = instance();
    await remove(at, "KEY");
    await remove(at, "KEY");
    expect(shelf().secrets.size).toBe(0);
  });

  test("that GitHub answers as if it were not there, though it can be seen, is denied", async () => {
    shelf().keep("KEY", "before");
    proxy.respondWith(
      { status: 404, body: githubs("Not Found") },
      { only: ({ method }) => method === "DELETE" },
    );
    expect((await failure(remove(instance(), "KEY"))).code).toBe("denied");
  });

  test("of one version is unsupported", async () => {
    shelf().keep("KEY", canary);
    const error = await failure(remove(instance(), "KEY", { version: { version: "1" } }));
    expect(error.code).toBe("unsupported");
    expect(shelf().secrets.size).toBe(1);
  });
});

describe("what is not found", () => {
  const cases: readonly [string, Partial<Options>, string, string][] = [
    ["another repository", { repo: "imip/other" }, "not_configured", "the repository imip/other"],
    ["another environment", { environment: "staging" }, "not_configured", "the environment staging of"],
    [
      "another repository's environment",
      { repo: "a/b", environment: "x" },
      "not_configured",
      "the repository a/b",
    ],
    ["another organisation", { org: "other" }, "not_configured", "the organisation other"],
  ];
  test.each(cases)("%s is not_configured, and never absent", async (_, options, code, words) => {
    const at = instance(options);
    const calls = [
      () => remove(at, "KEY"),
      () => list(at),
      () => put(at, "KEY", canary),
      () => put(at, "KEY", canary, { ifAbsent: true }),
    ];
    for (const call of calls) {
      expect(await failure(call())).toMatchObject({ code, problem: expect.stringContaining(words) });
    }
  });

  test("a repository that the token may not know of is not_configured, and the hint names the token", async () => {
    fake.state.tokens.set("hidden", { secrets: "hidden" });
    const error = await failure(remove(instance({ token: "hidden" }), "KEY"));
    expect(error).toMatchObject({
      code: "not_configured",
      hint: expect.stringContaining("let the token have"),
    });
  });

  test("an organisation that is seen, and whose secrets are hidden, is denied", async () => {
    fake.state.tokens.set("hidden", { secrets: "hidden" });
    const at = instance({ org: "imip", token: "hidden" });
    for (const call of [() => remove(at, "KEY"), () => list(at)])
      expect((await failure(call())).code).toBe("denied");
  });
});

describe("who asks", () => {
  test.each([
    ["none", "list", "denied"],
    ["read", "put", "denied"],
    ["read", "remove", "denied"],
  ] as const)("may see %s, and a %s is %s", async (secrets, method, code) => {
    shelf().keep("KEY", "before");
    fake.state.tokens.set("other", { secrets });
    const at = instance({ token: "other" });
    const call = { list: () => list(at), put: () => put(at, "KEY", canary), remove: () => remove(at, "KEY") }[
      method
    ]();
    expect(await failure(call)).toMatchObject({ code, cause: { status: 403 } });
    expect(shelf().secrets.get("KEY")?.value).toBe("before");
  });

  test("and is nobody is not_configured at the first call", async () => {
    const at = instance({ token: undefined });
    for (const call of [() => list(at), () => put(at, "KEY", canary)]) {
      expect(await failure(call())).toMatchObject({
        code: "not_configured",
        hint: expect.stringContaining("GITHUB_TOKEN"),
      });
    }
    expect(proxy.requests).toEqual([]);
  });

  test("and is not known is auth_failed", async () => {
    expect((await failure(list(instance({ token: `ghp_${canary}` })))).code).toBe("auth_failed");
    expect((await failure(put(instance({ token: `ghp_${canary}` }), "KEY", canary))).code).toBe(
      "auth_failed",
    );
  });
});

describe("a GitHub App", () => {
  const app = { appId: "Iv23liClaviger", installationId: "4711", privateKeyFile: "app.pem" };
  // As GitHub hands it out: PKCS#1.
  const keys = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
  });

  beforeEach(async () => {
    await writeFile(join(folder, "app.pem"), keys.privateKey, { mode: 0o600 });
    const { appId: id, installationId } = app;
    Object.assign(fake.state, {
      app: { id, publicKey: keys.publicKey, installationId },
      logins: 0,
      tokenSeconds: 3600,
    });
  });

  test("logs in once for all that is asked, and says so", async () => {
    const at = instance(app);
    await Promise.all(["ONE", "TWO", "THREE"].map((name) => put(at, name, canary)));
    await list(at);
    expect(fake.state.logins).toBe(1);
    expect(shelf().secrets.size).toBe(3);
    expect(reports).toEqual([{ type: "credentials", action: "login", expiresAt: expect.any(Date) }]);
  });

  test("logs in again shortly before its token ends, and when that is refused", async () => {
    fake.state.tokenSeconds = 50;
    const at = instance(app);
    await list(at);
    await list(at);
    expect(fake.state.logins).toBe(2);
    fake.state.tokenSeconds = 3600;
    await list(at);
    fake.state.tokens.clear();
    await put(at, "KEY", canary);
    expect(fake.state.logins).toBe(4);
    expect(shelf().secrets.get("KEY")?.value).toBe(canary);
  });

  test("whose new token is refused, too, is auth_failed after one new login", async () => {
    proxy.respondWith(
      { status: 401, body: { message: "Bad credentials" } },
      { only: ({ path }) => !path.startsWith("/app/") },
    );
    expect((await failure(list(instance(app)))).code).toBe("auth_failed");
    expect(fake.state.logins).toBe(2);
  });

  test.each<[string, Partial<Options>, string, string]>([
    ["another App", { appId: "1" }, "auth_failed", "refuses the App's login"],
    ["another installation", { installationId: "1" }, "not_configured", "no such installation"],
    ["no file", { privateKeyFile: "none.pem" }, "not_configured", "none.pem, cannot be read"],
  ])("with %s is refused", async (_, options, code, words) => {
    expect(await failure(list(instance({ ...app, ...options })))).toMatchObject({
      code,
      problem: expect.stringContaining(words),
    });
  });

  test("with a file that is no key, or another's, is refused, and the file is not quoted", async () => {
    await writeFile(join(folder, "text.pem"), canary);
    const at = instance({ ...app, privateKeyFile: "text.pem" });
    expect(await failure(list(at))).toMatchObject({
      code: "not_configured",
      problem: expect.stringContaining("holds no private key"),
    });
    const { privateKey } = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
    });
    await writeFile(join(folder, "text.pem"), privateKey);
    expect((await failure(list(at))).code).toBe("auth_failed");
    await chmod(join(folder, "text.pem"), 0o600);
  });

  test("that cannot log in since GitHub is down is unavailable, and logs in later", async () => {
    const at = instance(app);
    proxy.cut();
    expect((await failure(list(at))).code).toBe("unavailable");
    proxy.passThrough();
    expect(await list(at)).toEqual([]);
  });

  test("whose login hangs ends with the caller, not with the login", async () => {
    const at = instance(app);
    proxy.hang({ only: ({ path }) => path.startsWith("/app/"), times: 1 });
    const started = performance.now();
    expect((await failure(list(at, "", context({ ms: 100 })))).code).toBe("timeout");
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

/** The body of a refusal. */
function githubs(message: string): object {
  return { message, documentation_url: "https://docs.github.com" };
}

describe("on a bad day", () => {
  test.each<[string, Parameters<CountingProxy["respondWith"]>[0], string, number | undefined]>([
    [
      "the hourly limit",
      {
        status: 403,
        body: githubs("API rate limit exceeded"),
        headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1" },
      },
      "throttled",
      0,
    ],
    [
      "a secondary limit",
      {
        status: 403,
        body: githubs("You have exceeded a secondary rate limit"),
        headers: { "retry-after": "60" },
      },
      "throttled",
      60,
    ],
    [
      "too many requests",
      { status: 429, body: githubs("x"), headers: { "retry-after": "2" } },
      "throttled",
      2,
    ],
    [
      "single sign-on",
      { status: 403, body: githubs("SAML"), headers: { "x-github-sso": "required" } },
      "denied",
      undefined,
    ],
    [
      "a renamed repository",
      { status: 301, body: githubs("Moved"), headers: { location: "https://api.github.com/x" } },
      "not_configured",
      undefined,
    ],
    ["a broken GitHub", { status: 502, body: githubs("Server Error") }, "unavailable", undefined],
    [
      "a proxy's page",
      { status: 200, body: "<html>", headers: { "content-type": "text/html" } },
      "unavailable",
      undefined,
    ],
    [
      "a proxy's 404",
      { status: 404, body: "<html>", headers: { "content-type": "text/html" } },
      "unavailable",
      undefined,
    ],
    [
      "a proxy's 403",
      { status: 403, body: "<html>", headers: { "content-type": "text/html" } },
      "unavailable",
      undefined,
    ],
    ["another JSON", { status: 200, body: { total_count: 0 } }, "unavailable", undefined],
    ["another list", { status: 200, body: { secrets: [null] } }, "unavailable", undefined],
    ["no type", { status: 200, body: "x", headers: { "content-type": ";;;" } }, "unavailable", undefined],
    [
      "a binary",
      { status: 200, body: "x", headers: { "content-type": "application/octet-stream" } },
      "unavailable",
      undefined,
    ],
  ])("%s is told", async (_, answer, code, retryAfter) => {
    proxy.respondWith(answer);
    const error = await failure(list(instance()));
    expect({ code: error.code, retryAfter: error.retryAfter }).toEqual({ code, retryAfter });
    expect(proxy.requests).toHaveLength(1);
  });

  test("a certificate that nobody vouches for is not taken, whatever Node is told", async () => {
    // Any server with a certificate of its own: this one is Vault's.
    await using stranger = await startVault({ tls: true });
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
    expect((await failure(list(instance({ url: stranger.address })))).code).toBe("auth_failed");
  });

  test("a 404 of another service is not read as absence", async () => {
    proxy.respondWith({ status: 404, body: { message: "no Route matched with those values" } });
    expect((await failure(remove(instance(), "KEY"))).code).toBe("not_configured");
  });

  test.each(["c2hvcnQ=", 5])("a public key that is none, %j, seals nothing", async (key) => {
    proxy.respondWith(
      { status: 200, body: { key_id: "1", key } },
      { only: ({ path }) => path.endsWith("/public-key") },
    );
    expect((await failure(put(instance(), "KEY", canary))).code).toBe("unavailable");
    expect(proxy.count({ method: "PUT" })).toBe(0);
  });

  test("a key that is no longer GitHub's is refused, and the next write takes the new one", async () => {
    const key = Buffer.from(fake.state.keyPair.publicKey).toString("base64");
    proxy.respondWith(
      { status: 200, body: { key_id: "old", key } },
      { only: ({ path }) => path.endsWith("/public-key") },
    );
    const at = instance();
    expect((await failure(put(at, "KEY", canary))).code).toBe("invalid_value");
    proxy.passThrough();
    await put(at, "KEY", canary);
    expect(shelf().secrets.get("KEY")?.value).toBe(canary);
  });

  test("a call that is aborted, late or closed ends at once", async () => {
    proxy.hang();
    const stop = new AbortController();
    const aborted = failureCode(list(instance(), "", context({ signal: stop.signal })));
    stop.abort();
    expect(await aborted).toBe("aborted");
    expect(await failureCode(list(instance(), "", context({ ms: 50 })))).toBe("timeout");
    const at = instance();
    const closed = failureCode(list(at));
    await new Promise((resolve) => setImmediate(resolve));
    await at.close?.();
    expect(await closed).toBe("aborted");
  });
});

async function failureCode(call: Promise<unknown>): Promise<string> {
  return await call.then(
    () => "none",
    (error: unknown) => (isSecretError(error) ? error.code : "no SecretError"),
  );
}

async function check(at: Provider, ...names: readonly string[]): Promise<readonly Check[]> {
  if (!at.check) throw new Error("The provider does not check.");
  return await at.check(
    names.map((path) => ({ path })),
    context(),
  );
}

describe("a check", () => {
  test("tells what is there and when it was written, and that its value is not known", async () => {
    shelf().keep("KEY", canary);
    const checks = await check(instance(), "KEY", "OTHER");
    expect(checks).toEqual([
      expect.objectContaining({ subject: "reachability", status: "ok" }),
      expect.objectContaining({ subject: "permission the repository imip/platform", status: "ok" }),
      expect.objectContaining({
        subject: "secret KEY",
        status: "ok",
        message: expect.stringContaining("not known"),
      }),
      expect.objectContaining({ subject: "secret OTHER", status: "warning" }),
    ]);
    expect(proxy.count({ method: "PUT" })).toBe(0);
  });

  test.each<[Partial<Options>, string]>([
    [{ token: "wrong" }, "identity"],
    [{ url: "http://127.0.0.1:9" }, "reachability"],
    [{ repo: "imip/other" }, "permission the repository imip/other"],
  ])("with %j has one error", async (options, subject) => {
    expect(await check(instance(options), "KEY")).toEqual([
      expect.objectContaining({ subject, status: "error", fix: expect.stringMatching(/\S/) }),
    ]);
  });

  test("warns of a place that is full", async () => {
    for (let index = 0; index < 100; index += 1) shelf().keep(`KEY_${index}`, "");
    expect(await check(instance())).toContainEqual(expect.objectContaining({ status: "warning" }));
  });
});

describe("through a chain", () => {
  const host = nodeHost({
    env: {
      SECRETS_PROVIDERS: "github,env",
      DATABASE_URL: "postgres://runner",
      GITHUB_REPOSITORY: "imip/platform",
    },
    directory: tmpdir(),
  });

  test("that reads GitHub is left out when it is planned, which a line says, and the next is asked", async () => {
    const events: unknown[] = [];
    const onEvent = (event: unknown) => void events.push(event);
    await using secrets = await secretsFromEnv({ host, onEvent, providers: [github, env] });
    expect(await secrets.get("database-url")).toBe("postgres://runner");
    const message = "github can be written and not read: it is left out of the chain";
    expect(events).toContainEqual(
      expect.objectContaining({ type: "warning", code: "CLAVIGER_WRITE_ONLY", message }),
    );
    expect((await secrets.explain("database-url")).attempts.map(({ provider }) => provider)).toEqual(["env"]);
    expect(proxy.requests).toEqual([]);
  });

  test("a name or a reference is written, listed and deleted, though GitHub cannot be read", async () => {
    const host = nodeHost({
      env: { GITHUB_TOKEN: token, GITHUB_API_URL: proxy.address },
      directory: tmpdir(),
    });
    const providers = [github({ repo: "imip/platform" }), env()];
    await using secrets = createSecrets({ providers, host, onEvent: () => undefined });
    const written = await secrets.set("database-url", canary, { ifAbsent: true });
    expect(written).toMatchObject({ provider: "github", reference: "secret://github/DATABASE_URL" });
    await secrets.set("secret://github/other_key", canary);
    expect([...shelf().secrets.keys()]).toEqual(["DATABASE_URL", "OTHER_KEY"]);
    const listed: string[] = [];
    for await (const { reference } of secrets.list("", { provider: "github" })) listed.push(reference);
    expect(listed).toEqual(["secret://github/DATABASE_URL", "secret://github/OTHER_KEY"]);
    await secrets.delete("database-url");
    expect([...shelf().secrets.keys()]).toEqual(["OTHER_KEY"]);
    expect(await failure(secrets.get("secret://github/other_key"))).toMatchObject({ code: "unsupported" });
  });

  test("that has nothing but GitHub is not_configured", async () => {
    const opened = secretsFromEnv({
      host: { ...host, env: { SECRETS_PROVIDERS: "github", GITHUB_REPOSITORY: "imip/platform" } },
      providers: [github],
      onEvent: () => undefined,
    });
    expect(await failure(opened)).toMatchObject({
      code: "not_configured",
      problem: expect.stringContaining("no provider that can read"),
    });
  });
});
