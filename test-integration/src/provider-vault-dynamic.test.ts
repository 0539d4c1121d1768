import { setTimeout as delay } from "node:timers/promises";
import { createSecrets, nodeHost, type SecretsEvent } from "@claviger/core";
import type { SecretRecord } from "@claviger/core/provider";
import { vault as provider } from "@claviger/provider-vault";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { type DatabaseEngine, mountDatabaseEngine } from "./servers/database-engine.ts";
import { findPostgres, noPostgres } from "./servers/find-postgres.ts";
import { type Postgres, startPostgres } from "./servers/start-postgres.ts";
import { canary, context, vaultBench } from "./vault/vault-bench.ts";

const programs = await findPostgres();
// A process: Vault itself calls PostgreSQL on 127.0.0.1.
const bench = vaultBench({ via: "process" });

let postgres: Postgres;
let engine: DatabaseEngine;

beforeAll(async () => {
  if (programs === undefined) return;
  postgres = await startPostgres(programs);
  engine = await mountDatabaseEngine(bench.vault, postgres);
}, 60_000);

afterAll(async () => {
  if (programs !== undefined) await postgres.stop();
});

beforeEach((task) => {
  if (programs === undefined) task.skip(noPostgres);
});

function fieldsOf(record: SecretRecord | undefined): Readonly<Record<string, string>> {
  return record?.value.type === "fields" ? record.value.fields : {};
}

async function canLogIn({
  username = "",
  password = "",
}: Readonly<Record<string, string>>): Promise<boolean> {
  return await postgres.canLogIn(username, password);
}

/** A chain as an application has it, and the leases that it heard of. */
function chain(options: Parameters<typeof provider>[0] = {}) {
  const leases: string[] = [];
  const secrets = createSecrets({
    providers: [provider({ addr: bench.proxy.address, token: bench.vault.rootToken, ...options })],
    host: nodeHost({ env: {} }),
    onEvent: (event: SecretsEvent) => {
      if (event.type === "lease") leases.push(event.action);
    },
  });
  return { secrets, leases };
}

describe("by the provider", () => {
  test("credentials are made at each read, work, are renewed, and end when they are revoked", async () => {
    const path = await engine.createRole("contract", { ttl: "60s" });
    const from = bench.instance();
    const location = from.parse(path);
    const [one, other] = [await bench.read(from, location), await bench.read(from, location)];
    expect(fieldsOf(one)["username"]).not.toBe(fieldsOf(other)["username"]);
    expect(await Promise.all([one, other].map((record) => canLogIn(fieldsOf(record))))).toEqual([true, true]);
    expect(one).toMatchObject({ id: path, lease: { renewable: true, issuer: "token 1" } });
    expect(one).not.toHaveProperty("version");
    for (const record of [one, other]) {
      if (!record?.lease) throw new Error("Credentials come with a lease.");
      const before = record.lease.expiresAt.getTime();
      const renewed = await from.renew(record.lease, context());
      expect(renewed.expiresAt.getTime()).toBeGreaterThanOrEqual(before);
      await from.revoke(renewed, context());
      expect(await canLogIn(fieldsOf(record))).toBe(false);
      await from.revoke(renewed, context());
      expect(await bench.failure(from.renew(renewed, context()))).toMatchObject({ code: "disabled" });
    }
    expect(await engine.users("contract")).toEqual([]);
  });

  test("a role that is not there is absent, and an engine that is not there is not_configured", async () => {
    const from = bench.instance({ dynamic: ["database", "nomount"] });
    expect(await bench.read(from, from.parse("database/creds/none"))).toBeUndefined();
    expect(await bench.failure(bench.read(from, from.parse("nomount/creds/app")))).toMatchObject({
      code: "not_configured",
      problem: expect.stringContaining("no mount nomount"),
    });
    const at = { ...from.parse("database/creds/none"), version: { version: "1" } };
    expect(await bench.failure(bench.read(from, at))).toMatchObject({ code: "unsupported" });
  });

  test("a static role's password is read, with its end, and makes nothing", async () => {
    await postgres.query("create role fixed login");
    await bench.ask("POST", "database/static-roles/fixed", {
      body: { db_name: "postgres", username: "fixed", rotation_period: "1h" },
    });
    const from = bench.instance();
    const location = from.parse("database/static-creds/fixed");
    const [one, other] = [await bench.read(from, location), await bench.read(from, location)];
    expect(fieldsOf(one)["password"]).toBe(fieldsOf(other)["password"]);
    expect(await canLogIn(fieldsOf(one))).toBe(true);
    expect(one?.expiresAt?.getTime()).toBeGreaterThan(Date.now() + 3_500_000);
    expect(one).not.toHaveProperty("lease");
  });

  test("the policy that it writes is enough to read, renew and revoke, and no more", async () => {
    const path = await engine.createRole("least", { ttl: "60s" });
    const other = await engine.createRole("other", { ttl: "60s" });
    const policy = bench.instance().policy([bench.instance().parse(path)], "read");
    const from = bench.instance({ token: await bench.vault.createToken({ policy }) });
    const { lease } = (await bench.read(from, from.parse(path))) ?? {};
    if (!lease) throw new Error("Credentials come with a lease.");
    await from.revoke(await from.renew(lease, context()), context());
    expect(await bench.failure(bench.read(from, from.parse(other)))).toMatchObject({
      code: "denied",
      hint: expect.stringContaining(`path "${other}"`),
    });
    const checks = await from.check([from.parse(path), from.parse(other)], context());
    expect(checks.slice(2).map(({ subject, status }) => [subject, status])).toEqual([
      [`permission ${path}`, "ok"],
      [`permission ${other}`, "error"],
    ]);
    expect(await engine.users("least")).toEqual([]);
  });

  test("a database that is down is unavailable, and asked once", async () => {
    const path = await engine.createRole("down", { ttl: "60s" });
    const from = bench.instance();
    await postgres.kill();
    try {
      expect(await bench.failure(bench.read(from, from.parse(path)))).toMatchObject({ code: "unavailable" });
      expect(bench.proxy.count({ path: `/v1/${path}` })).toBe(1);
    } finally {
      await postgres.restart();
    }
  });

  test("leases end no later than a token that cannot be renewed", async () => {
    const path = await engine.createRole("capped", { ttl: "1h" });
    await bench.vault.request("POST", "sys/auth/userpass", { body: { type: "userpass" } });
    const policy = bench.instance().policy([bench.instance().parse(path)], "read");
    await bench.ask("PUT", "sys/policies/acl/capped", { body: { policy } });
    const user = { password: canary, token_policies: "capped", token_ttl: "30s", token_type: "batch" };
    await bench.ask("POST", "auth/userpass/users/batch", { body: user });
    const from = bench.instance({ auth: "userpass", username: "batch", password: canary });
    const { lease } = (await bench.read(from, from.parse(path))) ?? {};
    if (!lease) throw new Error("Credentials come with a lease.");
    expect(lease.expiresAt.getTime()).toBeLessThan(Date.now() + 31_000);
    expect(lease.maxExpiresAt?.getTime()).toBeLessThan(Date.now() + 31_000);
    expect(lease.maxExpiresAt?.getTime()).toBeGreaterThanOrEqual(lease.expiresAt.getTime());
    await from.revoke(lease, context());
  });
});

describe("by core", () => {
  test("both fields are of one lease, which ends at close", async () => {
    const path = await engine.createRole("app", { ttl: "60s" });
    const { secrets, leases } = chain();
    const reference = `secret://vault/${path}`;
    const [username, password] = await Promise.all([
      secrets.get(`${reference}?field=username`),
      secrets.get(`${reference}?field=password`),
    ]);
    expect(await canLogIn({ username, password })).toBe(true);
    expect(await secrets.getBundle(reference)).toEqual({ username, password });
    expect(await engine.users("app")).toEqual([username]);
    expect(bench.proxy.count({ path: `/v1/${path}` })).toBe(1);
    await secrets.close();
    expect(leases).toEqual(["made", "revoked"]);
    expect(await engine.users("app")).toEqual([]);
  });

  test("leases of hours, in less than a minute: whoever reads has a user that works, and none is left behind", async () => {
    // A lease of an hour lives 5 s here, and its maximum 15 s.
    const path = await engine.createRole("hour", { ttl: "5s", maxTtl: "15s" });
    const { secrets, leases } = chain();
    const reference = `secret://vault/${path}`;
    const seen = new Set<string>();
    let most = 0;
    const until = performance.now() + 40_000;
    while (performance.now() < until) {
      const credentials = await secrets.getBundle(reference);
      seen.add(credentials["username"] ?? "");
      expect(await canLogIn(credentials)).toBe(true);
      most = Math.max(most, (await engine.users("hour")).length);
      await delay(100);
    }
    await secrets.close();
    const made = leases.filter((action) => action === "made").length;
    expect(leases.filter((action) => action === "renewed").length).toBeGreaterThanOrEqual(4);
    expect(seen.size).toBe(made);
    expect(made).toBeGreaterThanOrEqual(3);
    // The old one and the new one, while who still uses the old one changes over.
    expect(most).toBeLessThanOrEqual(2);
    await vi.waitFor(async () => expect(await engine.users("hour")).toEqual([]), { timeout: 10_000 });
  }, 60_000);

  test("a token that dies takes its leases along: the next read makes new ones with a new token", async () => {
    const path = await engine.createRole("lost", { ttl: "1h" });
    await bench.ask("POST", "sys/auth/approle", { body: { type: "approle" } });
    const policy = bench.instance().policy([bench.instance().parse(path)], "read");
    await bench.ask("PUT", "sys/policies/acl/lost", {
      body: { policy: `${policy}path "secret/data/*" { capabilities = ["read"] }` },
    });
    await bench.ask("POST", "auth/approle/role/lost", {
      body: { token_policies: "lost", token_ttl: "1h" },
    });
    const roleId = String((await bench.ask("GET", "auth/approle/role/lost/role-id"))["role_id"]);
    const secretId = String((await bench.ask("POST", "auth/approle/role/lost/secret-id"))["secret_id"]);
    const { secrets, leases } = chain({ auth: "approle", roleId, secretId, token: undefined });
    const reference = `secret://vault/${path}`;
    const first = await secrets.getBundle(reference);
    expect(await canLogIn(first)).toBe(true);
    const tokens = bench.proxy.requests.flatMap(({ headers }) => headers["x-vault-token"] ?? []);
    await bench.ask("POST", "auth/token/revoke", { body: { token: tokens.at(-1) } });
    await vi.waitFor(async () => expect(await canLogIn(first)).toBe(false), { timeout: 5_000 });
    // Whatever is read next finds out.
    await secrets.get("secret://vault/secret/none", { default: "none" });
    const second = await secrets.getBundle(reference);
    expect(second["username"]).not.toBe(first["username"]);
    expect(await canLogIn(second)).toBe(true);
    await secrets.close();
    expect(leases).toEqual(["made", "lost", "made", "revoked"]);
    expect(await engine.users("lost")).toEqual([]);
  });

  test("closing leaves no user behind, also where the token may revoke no lease", async () => {
    const path = await engine.createRole("denied", { ttl: "1h" });
    const policy = `path "${path}" { capabilities = ["read"] }`;
    await bench.ask("PUT", "sys/policies/acl/denied", { body: { policy } });
    const user = { password: canary, token_policies: "denied", token_ttl: "1h" };
    await bench.vault.request("POST", "sys/auth/userpass", { body: { type: "userpass" } });
    await bench.ask("POST", "auth/userpass/users/denied", { body: user });
    const login = { auth: "userpass", username: "denied", password: canary, token: undefined } as const;
    const { secrets, leases } = chain(login);
    expect(await canLogIn(await secrets.getBundle(`secret://vault/${path}`))).toBe(true);
    await secrets.close();
    expect(leases).toEqual(["made"]);
    await vi.waitFor(async () => expect(await engine.users("denied")).toEqual([]), { timeout: 5_000 });
  });

  test("explain makes no credentials, and tells none", async () => {
    const path = await engine.createRole("told", { ttl: "60s" });
    const { secrets } = chain();
    const reference = `secret://vault/${path}?field=password`;
    await secrets.explain(reference);
    expect(await engine.users("told")).toEqual([]);
    const password = await secrets.get(reference);
    expect(JSON.stringify([await secrets.explain(reference), secrets.stats()])).not.toContain(password);
    await secrets.close();
  });

  test("credentials whose answer was lost end by themselves", async () => {
    const path = await engine.createRole("torn", { ttl: "2s" });
    const { secrets } = chain();
    bench.proxy.truncate({ times: 1, only: ({ path: asked }) => asked === `/v1/${path}` });
    await bench.failure(secrets.getBundle(`secret://vault/${path}`));
    expect(bench.proxy.count({ path: `/v1/${path}` })).toBe(1);
    await secrets.close();
    await vi.waitFor(async () => expect(await engine.users("torn")).toEqual([]), { timeout: 10_000 });
  });
});
