import { setTimeout as delay } from "node:timers/promises";
import type { ProviderReport } from "@claviger/core/provider";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { canary, context, vaultBench, type VaultProvider } from "./vault/vault-bench.ts";

const bench = vaultBench();
const at = { path: "secret/app" };
const password = `${canary}-password`;
const login = { auth: "userpass", username: "me", password } as const;
const lookup = { path: "/v1/auth/token/lookup-self" };
const renewal = { path: "/v1/auth/token/renew-self" };
const logins = { path: "/v1/auth/userpass/login/me" };

beforeAll(async () => {
  await bench.ask("POST", "sys/auth/userpass", { body: { type: "userpass" } });
  const policy = 'path "secret/data/*" { capabilities = ["read"] }';
  await bench.ask("PUT", "sys/policies/acl/app", { body: { policy } });
  await bench.ask("POST", "secret/data/app", { body: { data: { a: canary } } });
});

/** Sets how long the tokens of the next logins live, in seconds. */
async function tokensLive(ttl: number, options: object = {}): Promise<void> {
  await bench.ask("POST", "auth/userpass/users/me", {
    body: {
      password,
      token_policies: "app",
      token_ttl: ttl,
      token_max_ttl: 0,
      token_type: "service",
      ...options,
    },
  });
}

async function reads(from: VaultProvider, report?: (report: ProviderReport) => void): Promise<unknown> {
  return await bench.read(from, at, report ? { report } : {});
}

function lastToken(): string {
  return bench.proxy.requests.flatMap(({ headers }) => headers["x-vault-token"] ?? []).at(-1) ?? "";
}

describe("a token of a login", () => {
  test("is got at the first read, and kept: ten reads at once make one login", async () => {
    await tokensLive(3600);
    const from = bench.instance(login);
    await Promise.all(Array.from({ length: 10 }, () => reads(from)));
    await reads(from);
    expect(bench.proxy.count(logins)).toBe(1);
    expect(bench.proxy.count(lookup)).toBe(0);
    expect(bench.proxy.count()).toBe(12);
  });

  test("is renewed at two thirds of its life, again and again, and lives on", async () => {
    await tokensLive(5);
    const heard: ProviderReport[] = [];
    const from = bench.instance(login);
    await reads(from, (report) => heard.push(report));
    const token = lastToken();
    await vi.waitFor(() => expect(heard).toHaveLength(3), { timeout: 12_000 });
    await reads(from);
    expect(lastToken()).toBe(token);
    expect(bench.proxy.count(logins)).toBe(1);
    expect(heard.map((report) => (report.type === "credentials" ? report.action : report.type))).toEqual([
      "login",
      "renewed",
      "renewed",
    ]);
  });

  test("that cannot be renewed is replaced before it ends, and what it made is given up", async () => {
    await tokensLive(6, { token_type: "batch" });
    const heard: ProviderReport[] = [];
    const from = bench.instance(login);
    await reads(from, (report) => heard.push(report));
    await vi.waitFor(() => expect(heard).toHaveLength(3), { timeout: 10_000 });
    expect(bench.proxy.count(renewal)).toBe(0);
    expect(heard).toMatchObject([
      { type: "credentials", action: "login", expiresAt: expect.any(Date) },
      { type: "credentials", action: "login" },
      { type: "credentials-lost", issuer: "token 1" },
    ]);
    expect(await reads(from)).toMatchObject({ version: "1" });
  });

  test("near its maximum is replaced, and not renewed in a hurry", async () => {
    await tokensLive(4, { token_max_ttl: 6 });
    const from = bench.instance(login);
    await vi.waitFor(
      async () => {
        expect(await reads(from)).toMatchObject({ version: "1" });
        expect(bench.proxy.count(logins)).toBe(2);
      },
      { timeout: 12_000 },
    );
    expect(bench.proxy.count(renewal)).toBeLessThanOrEqual(3);
  });

  test("whose renewal fails is tried again after a pause, and not at once", async () => {
    await tokensLive(9);
    const from = bench.instance(login);
    await reads(from);
    bench.proxy.cut({ only: ({ path }) => path === renewal.path });
    await vi.waitFor(() => expect(bench.proxy.count(renewal)).toBeGreaterThan(0), { timeout: 8_000 });
    await delay(900);
    expect(bench.proxy.count(renewal)).toBe(1);
    bench.proxy.passThrough();
    await vi.waitFor(() => expect(bench.proxy.count(renewal)).toBe(2), { timeout: 3_000 });
    await delay(500);
    expect(await reads(from)).toMatchObject({ version: "1" });
    expect(bench.proxy.count(logins)).toBe(1);
  });

  test("that was revoked is replaced: fifty reads at once make one look at it and one login", async () => {
    await tokensLive(3600);
    const heard: ProviderReport[] = [];
    const from = bench.instance(login);
    await reads(from, (report) => heard.push(report));
    await bench.ask("POST", "auth/token/revoke", { body: { token: lastToken() } });
    bench.proxy.clear();
    await Promise.all(Array.from({ length: 50 }, () => reads(from, (report) => heard.push(report))));
    expect(bench.proxy.count(lookup)).toBe(1);
    expect(bench.proxy.count(logins)).toBe(1);
    expect(heard.filter(({ type }) => type === "credentials-lost")).toEqual([
      { type: "credentials-lost", issuer: "token 1" },
    ]);
  });

  test("that is denied is looked at once, and makes no login: fifty reads at once", async () => {
    await tokensLive(3600);
    const from = bench.instance(login);
    await reads(from);
    bench.proxy.clear();
    const calls = Array.from({ length: 50 }, () =>
      bench.failure(from.get({ path: "denied/app" }, context())),
    );
    for (const error of await Promise.all(calls)) expect(error).toMatchObject({ code: "denied" });
    expect(bench.proxy.count(lookup)).toBe(1);
    expect(bench.proxy.count(logins)).toBe(0);
  });

  test("that ended while nobody asked is replaced at the next read", async () => {
    await tokensLive(3600);
    const from = bench.instance(login);
    await reads(from);
    bench.proxy.clear();
    await bench.ask("POST", "auth/token/revoke", { body: { token: lastToken() } }).catch(() => undefined);
    expect(await reads(from)).toMatchObject({ version: "1" });
  });
});

describe("a login", () => {
  test("that was refused is auth_failed, once for all who wait, and is tried anew at the next read", async () => {
    await tokensLive(3600);
    const from = bench.instance({ ...login, password: `${canary}-wrong` });
    const calls = Array.from({ length: 5 }, () => bench.failure(from.get(at, context())));
    for (const error of await Promise.all(calls)) expect(error).toMatchObject({ code: "auth_failed" });
    expect(bench.proxy.count(logins)).toBe(1);
    await bench.failure(from.get(at, context()));
    expect(bench.proxy.count(logins)).toBe(2);
  });

  test("that cannot be reached is unavailable, and not remembered", async () => {
    await tokensLive(3600);
    bench.proxy.cut({ times: 1 });
    const from = bench.instance(login);
    expect(await bench.failure(from.get(at, context()))).toMatchObject({ code: "unavailable" });
    expect(await reads(from)).toMatchObject({ version: "1" });
  });

  test("that hangs ends a call at its deadline, and the next login is a new one after a close", async () => {
    await tokensLive(3600);
    bench.proxy.hang();
    const from = bench.instance(login);
    expect(await bench.failure(from.get(at, context({ ms: 200 })))).toMatchObject({ code: "timeout" });
    const waiting = bench.failure(from.get(at, context()));
    await from.close();
    expect(await waiting).toMatchObject({ code: "aborted" });
  });

  test("whose answer is garbage is unavailable, and not a token", async () => {
    await tokensLive(3600);
    for (const body of [
      "<html>",
      "{}",
      '{"auth":null}',
      '{"auth":{"client_token":""}}',
      '{"auth":{"client_token":7}}',
    ]) {
      bench.proxy.respondWith({ status: 200, body }, { times: 1, only: ({ path }) => path === logins.path });
      expect(await bench.failure(bench.instance(login).get(at, context()))).toMatchObject({
        code: "unavailable",
      });
    }
  });
});

describe("a token that was given", () => {
  const policy = 'path "secret/data/*" { capabilities = ["read"] }';

  test("is renewed if that is asked for", async () => {
    const token = await bench.vault.createToken({ policy, ttl: "3s" });
    const from = bench.instance({ token, renew: true });
    await reads(from);
    await vi.waitFor(() => expect(bench.proxy.count(renewal)).toBe(2), { timeout: 8_000 });
    expect(await reads(from)).toMatchObject({ version: "1" });
    expect(bench.proxy.count(lookup)).toBe(1);
  });

  test("and has died is auth_failed, and what it made is given up", async () => {
    const token = await bench.vault.createToken({ policy, ttl: "1h" });
    const heard: ProviderReport[] = [];
    const from = bench.instance({ token });
    await reads(from);
    await bench.ask("POST", "auth/token/revoke", { body: { token } });
    for (const _ of [1, 2]) {
      const call = from.get(at, context({ report: (report) => heard.push(report) }));
      expect(await bench.failure(call)).toMatchObject({
        code: "auth_failed",
        hint: expect.stringContaining("VAULT_TOKEN"),
      });
    }
    expect(heard).toEqual([{ type: "credentials-lost", issuer: "token 1" }]);
  });
});

describe("an instance that was closed", () => {
  test("renews nothing more, and has revoked the token of its login", async () => {
    await tokensLive(2);
    const from = bench.instance(login);
    await reads(from);
    const token = lastToken();
    await from.close();
    expect((await bench.vault.request("GET", "auth/token/lookup-self", { token })).status).toBe(403);
    bench.proxy.clear();
    await delay(2_000);
    expect(bench.proxy.count()).toBe(0);
    expect(await bench.failure(from.get(at, context()))).toMatchObject({ code: "aborted" });
  });

  test("leaves a token that was given alone", async () => {
    const policy = 'path "secret/data/*" { capabilities = ["read"] }';
    const token = await bench.vault.createToken({ policy });
    const from = bench.instance({ token });
    await reads(from);
    await from.close();
    expect((await bench.vault.request("GET", "auth/token/lookup-self", { token })).status).toBe(200);
  });

  test("does not wait for a Vault that hangs", async () => {
    await tokensLive(3600);
    const from = bench.instance(login);
    await reads(from);
    bench.proxy.hang();
    const begun = performance.now();
    await from.close();
    expect(performance.now() - begun).toBeLessThan(900);
  });
});

describe("a quota", () => {
  test("is throttled, and a read is answered when it has passed", async () => {
    const path = await bench.store({ a: canary });
    const from = bench.instance();
    await bench.ask("POST", "sys/quotas/rate-limit/slow", {
      body: { path: "secret/", rate: 1, interval: "1s" },
    });
    try {
      const calls = Array.from({ length: 6 }, () =>
        bench.read(from, { path: `secret/${path}` }).then(
          () => "answered",
          (error: unknown) => Reflect.get(Object(error), "code"),
        ),
      );
      expect(new Set(await Promise.all(calls))).toEqual(new Set(["answered", "throttled"]));
      await delay(1_100);
      expect(await bench.read(from, { path: `secret/${path}` })).toMatchObject({ version: "1" });
    } finally {
      await bench.ask("DELETE", "sys/quotas/rate-limit/slow");
    }
  });
});
