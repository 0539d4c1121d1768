import { afterEach, describe, expect, test, vi } from "vitest";
import { callContext } from "./testing/call-context.ts";
import { type CannedReply, standIn, standInFor } from "./testing/stand-in.ts";
import { vaultInstance } from "./testing/vault-instance.ts";

const healthy: CannedReply = { body: { version: "2.7.2", sealed: false } };
const denied: CannedReply = {
  status: 403,
  body: { errors: ["1 error occurred:\n\t* permission denied\n\n"] },
};

async function check(table: Record<string, CannedReply>) {
  const server = await standInFor({ "/v1/sys/health": healthy, ...table });
  const instance = vaultInstance({ addr: server.address, namespace: "team" });
  const checks = await instance.check([{ path: "secret/a" }, { path: "secret/b" }], callContext());
  await instance.close();
  return checks;
}

describe("reachability", () => {
  test.each<[string, CannedReply, string, string]>([
    ["an active node", healthy, "ok", "version 2.7.2"],
    ["a standby", { status: 429, body: {} }, "ok", "a standby"],
    ["a performance standby", { status: 473, body: {} }, "ok", "a standby"],
    ["a disaster recovery secondary", { status: 472, body: {} }, "error", "disaster recovery"],
    ["not initialised", { status: 501, body: {} }, "error", "not initialised"],
    ["sealed", { status: 503, body: { sealed: true } }, "error", "is sealed"],
    ["somebody else", { body: "<html>" }, "error", "not Vault's"],
  ])("of %s", async (_, health, status, words) => {
    const [first] = await check({ "/v1/sys/health": health, "/v1/auth/token/lookup-self": denied });
    expect(first).toMatchObject({ subject: "reachability", status, message: expect.stringContaining(words) });
  });
});

afterEach(() => {
  vi.unstubAllEnvs();
});

test("health is asked for without a token and a namespace", async () => {
  vi.stubEnv("VAULT_TOKEN", "hvs.other");
  const seen: unknown[] = [];
  const server = await standIn(({ url, headers }, response) => {
    seen.push([url, headers["x-vault-token"], headers["x-vault-namespace"]]);
    response.writeHead(503).end("{}");
  });
  await vaultInstance({ addr: server.address, namespace: "team" }).check([], callContext());
  expect(seen).toEqual([["/v1/sys/health", undefined, undefined]]);
});

test("a clock that is off is warned about", async () => {
  const headers = { Date: new Date(Date.now() - 600_000).toUTCString() };
  const [, second] = await check({ "/v1/sys/health": { ...healthy, headers } });
  expect(second).toMatchObject({ subject: "clock", status: "warning", fix: expect.stringContaining("NTP") });
});

test("a token that Vault refuses ends the examination, with what to do", async () => {
  const checks = await check({
    "/v1/auth/token/lookup-self": { status: 403, body: { errors: ["permission denied"] } },
  });
  expect(checks.map(({ subject, status }) => [subject, status])).toEqual([
    ["reachability", "ok"],
    ["identity", "error"],
  ]);
  expect(checks[1]).toMatchObject({ fix: expect.stringContaining("VAULT_TOKEN") });
});

test("who the token is and what it may read", async () => {
  const checks = await check({
    "/v1/auth/token/lookup-self": {
      body: { data: { id: "canary", display_name: "app", policies: ["a", "b"], ttl: 60 } },
    },
    "/v1/sys/capabilities-self": { body: { data: { "secret/data/a": ["read"], "secret/data/b": ["deny"] } } },
  });
  expect(checks.slice(1)).toEqual([
    { subject: "identity", status: "ok", message: "token app, policies a, b, expires in 60 s" },
    { subject: "permission secret/data/a", status: "ok", message: "the token may read it, if it exists" },
    expect.objectContaining({
      subject: "permission secret/data/b",
      status: "error",
      fix: expect.stringContaining('path "secret/data/b" { capabilities = ["read"] }'),
    }),
  ]);
});

test("a token without the policy default is warned about", async () => {
  const checks = await check({ "/v1/auth/token/lookup-self": denied, "/v1/sys/capabilities-self": denied });
  expect(checks.map(({ status }) => status)).toEqual(["ok", "warning", "warning"]);
});
