import { inspect } from "node:util";
import { afterEach, describe, expect, test, vi } from "vitest";
import { callContext } from "./testing/call-context.ts";
import { rejection } from "./testing/rejection.ts";
import { type CannedReply, kv2Mount, kv2Reply, standIn, standInFor } from "./testing/stand-in.ts";
import { testToken, vaultInstance } from "./testing/vault-instance.ts";

const location = { path: "secret/app" };
const mountUrl = "/v1/sys/internal/ui/mounts/secret";

afterEach(() => {
  vi.unstubAllEnvs();
});

async function readFrom(table: Record<string, CannedReply>) {
  const server = await standInFor(table);
  const instance = vaultInstance({ addr: server.address });
  const outcome = await instance.get(location, callContext()).catch((error: unknown) => error);
  await instance.close();
  return { outcome, requests: server.requests };
}

describe("reading", () => {
  test("takes one request", async () => {
    const { outcome, requests } = await readFrom({ "/v1/secret/data/app": kv2Reply({ A: "1" }) });
    expect(requests).toEqual(["GET /v1/secret/data/app"]);
    expect(outcome).toMatchObject({
      id: "secret/app",
      version: "1",
      value: { type: "fields", fields: { A: "1" } },
      createdAt: new Date("2026-11-22T05:56:26.183Z"),
      source: expect.stringMatching(/^secret\/app version 1 at http/),
    });
    expect(outcome).not.toHaveProperty("metadata");
  });

  test("keeps numbers as they are written, and leaves null out", async () => {
    const metadata = '{"version":3,"destroyed":false,"custom_metadata":{"owner":"ops"}}';
    const body = `{"data":{"data":{"n":12345678901234567890,"f":1.10,"o":{"a":[1.0]},"z":null,"e":""},"metadata":${metadata}}}`;
    const { outcome } = await readFrom({ "/v1/secret/data/app": { body } });
    expect(outcome).toMatchObject({
      version: "3",
      value: { fields: { n: "12345678901234567890", f: "1.10", o: '{"a":[1.0]}', e: "" } },
      metadata: { owner: "ops" },
    });
    expect(outcome).not.toHaveProperty("value.fields.z");
  });

  test("an absent secret costs a look at its mount, once", async () => {
    const server = await standInFor({ [mountUrl]: kv2Mount });
    const instance = vaultInstance({ addr: server.address });
    const paths = ["secret/a", "secret/b", "secret/c"];
    await expect(Promise.all(paths.map((path) => instance.get({ path }, callContext())))).resolves.toEqual(
      paths.map(() => undefined),
    );
    await instance.get(location, callContext());
    expect(server.requests.filter((request) => request.endsWith(mountUrl))).toHaveLength(1);
    await instance.close();
  });

  test("absence is not believed while its mount cannot be looked at, and a failure is not remembered", async () => {
    const statuses = [500, 200];
    const server = await standIn((request, response) => {
      const isMount = request.url === mountUrl;
      response.statusCode = isMount ? (statuses.shift() ?? 200) : 404;
      response.end(JSON.stringify(isMount && response.statusCode === 200 ? kv2Mount.body : { errors: [] }));
    });
    const instance = vaultInstance({ addr: server.address });
    expect(await rejection(instance.get(location, callContext()))).toMatchObject({ code: "unavailable" });
    await expect(instance.get(location, callContext())).resolves.toBeUndefined();
    await instance.close();
  });
});

describe("no absence is read from", () => {
  const absent: CannedReply = { status: 404, body: { errors: [] } };
  test.each<[string, Record<string, CannedReply>, string]>([
    [
      "a mount that is no KV",
      { [mountUrl]: { body: { data: { path: "secret/", type: "transit", options: null } } } },
      "not_configured",
    ],
    [
      "a mount that is a part of another's path",
      { [mountUrl]: { body: { data: { path: "secret/kv/" } } } },
      "not_configured",
    ],
    ["a proxy's HTML 404", { "/v1/secret/data/app": { status: 404, body: "<html>" } }, "unavailable"],
    [
      "a gateway's JSON 404",
      { "/v1/secret/data/app": { status: 404, body: { message: "no Route" } } },
      "not_configured",
    ],
    [
      "errors beside other members",
      { "/v1/secret/data/app": { status: 404, body: { errors: [], x: 1 } } },
      "not_configured",
    ],
    [
      "a 404 about something",
      { "/v1/secret/data/app": { status: 404, body: { errors: ["x"] } } },
      "not_configured",
    ],
    ["an empty 200", { "/v1/secret/data/app": { status: 200, body: "" } }, "unavailable"],
    ["a 204", { "/v1/secret/data/app": { status: 204, body: "" } }, "unavailable"],
    [
      "a 200 that is not KV v2's",
      { "/v1/secret/data/app": { body: { data: { A: "1" } } } },
      "not_configured",
    ],
    ["a 200 without data", { "/v1/secret/data/app": { body: { data: null } } }, "not_configured"],
  ])("%s", async (_, table, code) => {
    const { outcome } = await readFrom({ "/v1/secret/data/app": absent, [mountUrl]: kv2Mount, ...table });
    expect(outcome).toMatchObject({ name: "SecretError", code });
  });
});

test("a denied look at the mount leaves the answer as it is: KV v2 is assumed", async () => {
  const denied = { status: 403, body: { errors: ["preflight capability check returned 403"] } };
  expect((await readFrom({ [mountUrl]: denied })).outcome).toBeUndefined();
});

describe("a 403", () => {
  const denied: CannedReply = {
    status: 403,
    body: { errors: ["1 error occurred:\n\t* permission denied\n\n"] },
  };
  test.each<[string, CannedReply, string]>([
    ["of a token that can be looked up", { body: { data: {} } }, "denied"],
    ["of a token that may not look itself up", denied, "denied"],
    [
      "of a token that newer Vault does not know",
      { status: 403, body: { errors: ["2 errors occurred:\n\t* invalid token"] } },
      "auth_failed",
    ],
    [
      "of a token that OpenBao does not know",
      { status: 403, body: { errors: ["permission denied"] } },
      "auth_failed",
    ],
    ["while the token cannot be looked up", { status: 500, body: "" }, "denied"],
  ])("%s is told apart", async (_, lookup, code) => {
    const table = { "/v1/secret/data/app": denied, "/v1/auth/token/lookup-self": lookup };
    const { outcome, requests } = await readFrom(table);
    expect(outcome).toMatchObject({ code });
    expect(requests.slice(0, 2)).toEqual(["GET /v1/secret/data/app", "GET /v1/auth/token/lookup-self"]);
  });

  test("of a proxy is none of Vault's", async () => {
    const { outcome } = await readFrom({
      "/v1/secret/data/app": { status: 403, body: { message: "Forbidden" } },
    });
    expect(outcome).toMatchObject({ code: "unavailable" });
  });

  test("that denies names the rule to add", async () => {
    const { outcome } = await readFrom({
      "/v1/secret/data/app": denied,
      "/v1/auth/token/lookup-self": denied,
    });
    expect(outcome).toMatchObject({
      hint: expect.stringContaining(
        'path "secret/data/app" { capabilities = ["read"] }; or it does not exist',
      ),
    });
  });
});

describe("only the options decide", () => {
  test("not the process's variables that node-vault reads", async () => {
    vi.stubEnv("VAULT_ADDR", "http://127.0.0.1:1");
    vi.stubEnv("VAULT_TOKEN", "hvs.other");
    vi.stubEnv("VAULT_NAMESPACE", "other");
    vi.stubEnv("VAULT_PREFIX", "/other");
    const seen: unknown[] = [];
    const server = await standIn(({ headers }, response) => {
      seen.push([headers["x-vault-token"], headers["x-vault-namespace"], headers["x-vault-request"]]);
      response.end(JSON.stringify(kv2Reply({}).body));
    });
    const first = vaultInstance({ addr: server.address });
    const second = vaultInstance({ addr: server.address, token: "hvs.second", namespace: "team" });
    await first.get(location, callContext());
    await second.get(location, callContext());
    await first.get(location, callContext());
    expect(seen).toEqual([
      [testToken, undefined, "true"],
      ["hvs.second", "team", "true"],
      [testToken, undefined, "true"],
    ]);
    await Promise.all([first.close(), second.close()]);
  });
});

test("no error holds the token or what the reply says", async () => {
  const replies: CannedReply[] = [400, 401, 403, 404, 405, 412, 429, 472, 473, 500, 501, 502, 503].flatMap(
    (status) => [
      { status, body: { errors: ["canary"], data: { canary: "canary" } } },
      { status, body: "canary" },
    ],
  );
  for (const reply of replies) {
    const { outcome } = await readFrom({ "/v1/secret/data/app": reply });
    expect(outcome).toBeInstanceOf(Error);
    const said = [
      inspect(outcome, { depth: 9, showHidden: true }),
      JSON.stringify(outcome),
      (outcome as Error).stack,
    ];
    expect(said.join("\n")).not.toMatch(/canary/);
  }
});
