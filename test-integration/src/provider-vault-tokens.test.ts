import type { Check, Provider } from "@claviger/core/provider";
import { describe, expect, test } from "vitest";
import { canary, context, vaultBench } from "./vault/vault-bench.ts";

const bench = vaultBench();

async function check(from: Provider, ...paths: readonly string[]): Promise<readonly Check[]> {
  return (
    (await from.check?.(
      paths.map((path) => from.parse(path)),
      context(),
    )) ?? []
  );
}

describe("tokens", () => {
  test("one that may not read it", async () => {
    const path = await bench.store({ a: canary });
    const token = await bench.vault.createToken({
      policy: 'path "secret/data/mine" { capabilities = ["read"] }',
    });
    expect(
      await bench.failure(bench.read(bench.instance({ token }), { path: `secret/${path}` })),
    ).toMatchObject({
      code: "denied",
      hint: expect.stringContaining(`path "secret/data/${path}" { capabilities = ["read"] }`),
    });
  });

  test("one that may not read it, nor look itself up", async () => {
    const path = await bench.store({ a: canary });
    const created = await bench.vault.request("POST", "auth/token/create", {
      body: { policies: ["none"], no_default_policy: true },
    });
    const token = Reflect.get(Object(Reflect.get(Object(created.body), "auth")), "client_token");
    expect(
      await bench.failure(bench.read(bench.instance({ token: String(token) }), { path: `secret/${path}` })),
    ).toMatchObject({
      code: "denied",
    });
  });

  test("one that Vault does not know", async () => {
    const from = bench.instance({ token: `hvs.${canary}` });
    expect(await bench.failure(bench.read(from, { path: "secret/app" }))).toMatchObject({
      code: "auth_failed",
    });
  });

  test("one that was revoked", async () => {
    const path = await bench.store({ a: canary });
    const token = await bench.vault.createToken({
      policy: 'path "secret/data/*" { capabilities = ["read"] }',
    });
    const from = bench.instance({ token });
    expect(await bench.read(from, { path: `secret/${path}` })).toMatchObject({ version: "1" });
    await bench.ask("POST", "auth/token/revoke", { body: { token } });
    expect(await bench.failure(bench.read(from, { path: `secret/${path}` }))).toMatchObject({
      code: "auth_failed",
    });
  });

  test("the policy that the provider writes is enough, and no more", async () => {
    const [path, other] = [await bench.store({ a: canary }), await bench.store({ a: canary })];
    const policy = bench.instance().policy?.([{ path: `secret/${path}` }], "read") ?? "";
    const from = bench.instance({ token: await bench.vault.createToken({ policy }) });
    expect(await bench.read(from, { path: `secret/${path}` })).toMatchObject({ version: "1" });
    expect(await bench.failure(bench.read(from, { path: `secret/${other}` }))).toMatchObject({
      code: "denied",
    });
  });
});

describe("check", () => {
  test("tells who the token is and what it may read, and not the token", async () => {
    const token = await bench.vault.createToken({
      policy: 'path "secret/data/a" { capabilities = ["read"] }',
    });
    const checks = await check(bench.instance({ token }), "secret/a", "secret/b");
    expect(checks.map(({ subject, status }) => [subject, status])).toEqual([
      ["reachability", "ok"],
      ["identity", "ok"],
      ["permission secret/data/a", "ok"],
      ["permission secret/data/b", "error"],
    ]);
    expect(JSON.stringify(checks)).not.toContain(token);
  });

  test("works in a namespace", async () => {
    const namespace = await bench.vault.createNamespace();
    const checks = await check(bench.instance({ namespace }), "secret/a");
    expect(checks.map(({ status }) => status)).toEqual(["ok", "ok", "ok"]);
  });

  test("reports a refused token before anything is read", async () => {
    const checks = await check(bench.instance({ token: `hvs.${canary}` }), "secret/a");
    expect(checks.at(-1)).toMatchObject({
      subject: "identity",
      status: "error",
      fix: expect.stringContaining("VAULT_TOKEN"),
    });
  });
});
