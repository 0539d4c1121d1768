import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeHost, secretsFromEnv } from "@claviger/core";
import { vault as provider } from "@claviger/provider-vault";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { jwtIssuer } from "./servers/signed-jwt.ts";
import { startTokenReview } from "./servers/start-token-review.ts";
import { canary, context, vaultBench, type VaultOptions } from "./vault/vault-bench.ts";

// A process: with the Kubernetes login Vault itself calls a server of the test. TLS is spoken to it without the proxy.
const bench = vaultBench({ via: "process" });

const policy = "logins";
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "claviger-logins-"));
  const rules = 'path "secret/data/*" { capabilities = ["read"] }';
  await bench.ask("PUT", `sys/policies/acl/${policy}`, { body: { policy: rules } });
  await bench.ask("POST", "secret/data/app", { body: { data: { a: canary } } });
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function enable(type: string, path = type): Promise<void> {
  await bench.ask("POST", `sys/auth/${path}`, { body: { type } });
}

async function fileWith(name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text, { mode: 0o600 });
  return join(folder, name);
}

/** Reads a secret by that login, and gives what `check` says of who it is. */
async function identityOf(options: Partial<VaultOptions>): Promise<string> {
  const from = bench.instance(options);
  expect(await bench.read(from, { path: "secret/app" })).toMatchObject({ value: { fields: { a: canary } } });
  expect(
    await bench.failure(from.put({ path: "secret/app" }, { type: "text", text: canary }, {}, context())),
  ).toMatchObject({ code: "denied" });
  const checks = await from.check([{ path: "secret/app" }], context());
  expect(checks.map(({ status }) => status)).toEqual(["ok", "ok", "ok"]);
  return checks[1]?.message ?? "";
}

/** What a read by that login fails with. */
async function refusal(options: Partial<VaultOptions>): Promise<unknown> {
  return await bench.failure(bench.read(bench.instance(options), { path: "secret/app" }));
}

describe("userpass", () => {
  beforeAll(async () => {
    await enable("userpass");
    await bench.ask("POST", "auth/userpass/users/me", {
      body: { password: canary, token_policies: policy, token_ttl: "1h" },
    });
  });

  test("logs in with a password, or one in a file", async () => {
    const passwordFile = await fileWith("password", `${canary}\n`);
    for (const options of [{ password: canary }, { passwordFile }]) {
      const who = await identityOf({ auth: "userpass", username: "me", ...options });
      expect(who).toMatch(
        /^login userpass-me by auth\/userpass\/login\/me \(username me\), policies default, logins, expires in \d+ s unless renewed$/,
      );
    }
  });

  test("that is refused is auth_failed, and says no password", async () => {
    expect(await refusal({ auth: "userpass", username: "me", password: `${canary}-wrong` })).toMatchObject({
      code: "auth_failed",
      problem: expect.stringContaining("userpass at auth/userpass"),
      cause: { status: 400 },
    });
    const missing = join(folder, "none");
    expect(await refusal({ auth: "userpass", username: "me", passwordFile: missing })).toMatchObject({
      code: "not_configured",
      problem: expect.stringContaining(missing),
      cause: { code: "ENOENT" },
    });
  });

  test("of a mount that is not there is refused, and authMount named", async () => {
    const login = { auth: "userpass", username: "me", password: canary, authMount: "people" } as const;
    expect(await refusal(login)).toMatchObject({
      // Of a path that is no login's Vault answers as of any that needs a token.
      code: "auth_failed",
      problem: expect.stringContaining("auth/people"),
      hint: expect.stringContaining("authMount"),
    });
  });

  test("in a namespace is that namespace's", async () => {
    const namespace = await bench.vault.createNamespace();
    const inside = { namespace };
    await bench.ask("POST", "sys/auth/people", { ...inside, body: { type: "userpass" } });
    const rules = 'path "secret/data/*" { capabilities = ["read"] }';
    await bench.ask("PUT", `sys/policies/acl/${policy}`, { ...inside, body: { policy: rules } });
    const user = { password: canary, token_policies: policy };
    await bench.ask("POST", "auth/people/users/me", { ...inside, body: user });
    await bench.ask("POST", "secret/data/app", { ...inside, body: { data: { a: canary } } });
    const login = { auth: "userpass", username: "me", password: canary, authMount: "people" } as const;
    expect(await identityOf({ ...login, namespace })).toContain("by auth/people/login/me");
    expect(await refusal({ ...login, namespace: "nowhere" })).toMatchObject({ code: "not_configured" });
    expect(await refusal(login)).toMatchObject({ code: "auth_failed" });
  });
});

/** A token that unwraps the answer of that request, once. */
async function wrapped(
  ...[method, path, body, namespace]: readonly [string, string, unknown?, string?]
): Promise<string> {
  const { body: answer } = await bench.vault.request(method, path, {
    body,
    ...(namespace === undefined ? {} : { namespace }),
    headers: { "X-Vault-Wrap-TTL": "60s" },
  });
  return String(Reflect.get(Object(Reflect.get(Object(answer), "wrap_info")), "token"));
}

async function secretId(): Promise<string> {
  return String((await bench.ask("POST", "auth/approle/role/app/secret-id"))["secret_id"]);
}

describe("AppRole", () => {
  let roleId: string;

  beforeAll(async () => {
    await enable("approle");
    await bench.ask("POST", "auth/approle/role/app", { body: { token_policies: policy, token_ttl: "1h" } });
    roleId = String((await bench.ask("GET", "auth/approle/role/app/role-id"))["role_id"]);
  });

  const byAppRole = (options: Partial<VaultOptions>) => ({ auth: "approle", roleId, ...options }) as const;

  test("logs in with a SecretID, or one in a file, or none where the role wants none", async () => {
    const secretIdFile = await fileWith("secret-id", await secretId());
    expect(await identityOf(byAppRole({ secretId: await secretId() }))).toContain("(role_name app)");
    await identityOf(byAppRole({ secretIdFile }));
    await bench.ask("POST", "auth/approle/role/open", {
      body: {
        bind_secret_id: false,
        secret_id_bound_cidrs: [],
        token_bound_cidrs: ["127.0.0.0/8"],
        token_policies: policy,
      },
    });
    const open = String((await bench.ask("GET", "auth/approle/role/open/role-id"))["role_id"]);
    await identityOf({ auth: "approle", roleId: open });
  });

  test("logs in as the variables of a deployment say", async () => {
    const env = {
      SECRETS_PROVIDERS: "vault",
      SECRETS_VAULT_AUTH: "approle",
      SECRETS_VAULT_SECRET_ID_FILE: await fileWith("secret-id", await secretId()),
      VAULT_ADDR: bench.proxy.address,
      VAULT_ROLE_ID: roleId,
      // Vault's own command sets it: with another login it is not used.
      VAULT_TOKEN: `hvs.${canary}`,
    };
    await using secrets = await secretsFromEnv({ providers: [provider], host: nodeHost({ env }) });
    expect(await secrets.get("app#a")).toBe(canary);
    expect(bench.proxy.requests.map(({ headers }) => headers["x-vault-token"])).not.toContain(
      env.VAULT_TOKEN,
    );
  });

  test("that is refused is auth_failed", async () => {
    expect(await refusal(byAppRole({ secretId: `${canary}-wrong` }))).toMatchObject({ code: "auth_failed" });
  });

  test("unwraps a SecretID, looked at first, with the wrapping token in the header alone", async () => {
    const token = await wrapped("POST", "auth/approle/role/app/secret-id");
    bench.proxy.clear();
    await identityOf(byAppRole({ secretId: token, secretIdWrapped: true, role: "app" }));
    const [lookup, unwrap, login] = bench.proxy.requests;
    expect([lookup?.path, unwrap?.path, login?.path]).toEqual([
      "/v1/sys/wrapping/lookup",
      "/v1/sys/wrapping/unwrap",
      "/v1/auth/approle/login",
    ]);
    expect(unwrap?.headers["x-vault-token"]).toBe(token);
    expect(unwrap?.body).toBe("");
  });

  test("unwraps a SecretID of a namespace", async () => {
    const namespace = await bench.vault.createNamespace();
    const inside = { namespace };
    await bench.ask("POST", "sys/auth/approle", { ...inside, body: { type: "approle" } });
    const rules = 'path "secret/data/*" { capabilities = ["read"] }';
    await bench.ask("PUT", `sys/policies/acl/${policy}`, { ...inside, body: { policy: rules } });
    await bench.ask("POST", "auth/approle/role/app", { ...inside, body: { token_policies: policy } });
    await bench.ask("POST", "secret/data/app", { ...inside, body: { data: { a: canary } } });
    const { role_id: id } = await bench.ask("GET", "auth/approle/role/app/role-id", inside);
    const token = await wrapped("POST", "auth/approle/role/app/secret-id", undefined, namespace);
    const login = {
      auth: "approle",
      roleId: String(id),
      secretId: token,
      secretIdWrapped: true,
      namespace,
    } as const;
    expect(await identityOf(login)).toContain("(role_name app)");
  });

  test("keeps the unwrapped SecretID for the next login, and unwraps the next one in the file", async () => {
    const secretIdFile = await fileWith("wrapped", await wrapped("POST", "auth/approle/role/app/secret-id"));
    const from = bench.instance(byAppRole({ secretIdFile, secretIdWrapped: true }));
    const revoke = async (): Promise<void> => {
      const tokens = bench.proxy.requests.map(({ headers }) => headers["x-vault-token"]);
      await bench.ask("POST", "auth/token/revoke", { body: { token: tokens.at(-1) } });
    };
    for (const unwraps of [1, 1, 2]) {
      await bench.read(from, { path: "secret/app" });
      expect(bench.proxy.count({ path: "/v1/sys/wrapping/unwrap" })).toBe(unwraps);
      await revoke();
      if (bench.proxy.count({ path: "/v1/auth/approle/login" }) === 2)
        await fileWith("wrapped", await wrapped("POST", "auth/approle/role/app/secret-id"));
    }
  });

  test("does not take a wrapping token that was used before", async () => {
    const token = await wrapped("POST", "auth/approle/role/app/secret-id");
    await bench.ask("POST", "sys/wrapping/unwrap", { token });
    expect(await refusal(byAppRole({ secretId: token, secretIdWrapped: true }))).toMatchObject({
      code: "auth_failed",
      hint: expect.stringContaining("stolen"),
    });
  });

  test("does not unwrap what AppRole did not wrap, or another role's", async () => {
    await bench.ask("POST", "auth/approle/role/other", { body: { token_policies: policy } });
    const forged = await wrapped("POST", "sys/wrapping/wrap", { secret_id: canary });
    const others = await wrapped("POST", "auth/approle/role/other/secret-id");
    const stored = await wrapped("GET", "secret/data/app");
    // As if somebody had taken the place of a SecretID with a secret that is called so.
    const mount = await bench.mount({ type: "kv", options: { version: "1" } });
    const alike = `${mount}/auth/approle/role/app/secret-id`;
    await bench.ask("POST", alike, { body: { secret_id: canary } });
    const secret = await wrapped("GET", alike);
    for (const token of [forged, others, stored, secret]) {
      const options = byAppRole({ secretId: token, secretIdWrapped: true, role: "app" });
      expect(await refusal(options)).toMatchObject({
        code: "auth_failed",
        problem: expect.stringContaining("auth/approle/role/app/secret-id"),
      });
      // It is still there for whoever finds out what happened.
      await bench.ask("POST", "sys/wrapping/unwrap", { token });
    }
  });
});

describe("JWT", () => {
  const issuer = jwtIssuer();

  beforeAll(async () => {
    await enable("jwt", "oidc/ci");
    await bench.ask("POST", "auth/oidc/ci/config", {
      body: { jwt_validation_pubkeys: [issuer.publicKey], bound_issuer: "https://issuer.test" },
    });
    await bench.ask("POST", "auth/oidc/ci/role/ci", {
      body: {
        role_type: "jwt",
        user_claim: "sub",
        bound_audiences: ["vault"],
        token_policies: policy,
        token_ttl: "1h",
      },
    });
  });

  function jwt(claims: object = {}): string {
    const exp = Math.floor(Date.now() / 1000) + 60;
    return issuer.sign({ iss: "https://issuer.test", sub: "build", aud: "vault", exp, ...claims });
  }

  test("logs in with a token of somebody else's, or one in a file", async () => {
    const login = { auth: "jwt", authMount: "auth/oidc/ci", role: "ci" } as const;
    expect(await identityOf({ ...login, jwt: jwt() })).toMatch(
      /^login .*build by auth\/oidc\/ci\/login \(role ci\)/,
    );
    await identityOf({ ...login, jwtFile: await fileWith("jwt", jwt()) });
  });

  test("that has expired, or is somebody else's, is auth_failed", async () => {
    const exp = Math.floor(Date.now() / 1000) - 3600;
    const forged = jwtIssuer().sign({ iss: "https://issuer.test", sub: "build", aud: "vault" });
    for (const token of [jwt({ exp }), jwt({ aud: "others" }), forged]) {
      const login = { auth: "jwt", authMount: "oidc/ci", role: "ci", jwt: token } as const;
      expect(await refusal(login)).toMatchObject({ code: "auth_failed" });
    }
  });
});

describe("Kubernetes", () => {
  test("logs in with the service account's token, read at each login", async () => {
    const claims = {
      iss: "kubernetes/serviceaccount",
      sub: "system:serviceaccount:prod:app",
      "kubernetes.io/serviceaccount/namespace": "prod",
      "kubernetes.io/serviceaccount/service-account.name": "app",
      "kubernetes.io/serviceaccount/service-account.uid": "5e1f",
      "kubernetes.io/serviceaccount/secret.name": "app-token",
    };
    const issuer = jwtIssuer();
    const account = { namespace: "prod", serviceAccount: "app" };
    const [first, second] = [issuer.sign({ ...claims, n: 1 }), issuer.sign({ ...claims, n: 2 })];
    const tokens = new Map([[first, account]]);
    await using reviewer = await startTokenReview(tokens);
    await enable("kubernetes");
    await bench.ask("POST", "sys/mounts/pki", { body: { type: "pki" } });
    const ca = await bench.ask("POST", "pki/root/generate/internal", {
      body: { common_name: "cluster.test" },
    });
    await bench.ask("POST", "auth/kubernetes/config", {
      body: {
        kubernetes_host: reviewer.address,
        kubernetes_ca_cert: ca["certificate"],
        token_reviewer_jwt: first,
        disable_local_ca_jwt: true,
      },
    });
    await bench.ask("POST", "auth/kubernetes/role/app", {
      body: {
        bound_service_account_names: "app",
        bound_service_account_namespaces: "prod",
        token_policies: policy,
        token_ttl: "1h",
      },
    });
    const login = { auth: "kubernetes", role: "app", jwtFile: await fileWith("sa", first) } as const;
    expect(await identityOf(login)).toContain(
      "by auth/kubernetes/login (role app, service_account_name app)",
    );
    expect(reviewer.reviews).toBe(1);
    await fileWith("sa", second);
    expect(await refusal(login)).toMatchObject({ code: "auth_failed" });
    tokens.set(second, account);
    await identityOf(login);
    reviewer.fail();
    expect(await refusal(login)).toMatchObject({
      code: expect.stringMatching(/^(unavailable|auth_failed)$/),
    });
  });
});
