import { readFile } from "node:fs/promises";
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AwsCredentials } from "./servers/aws-credentials.ts";
import { startCountingProxy, type CountingProxy } from "./servers/counting-proxy.ts";
import { httpRequest } from "./servers/http-request.ts";
import { startMicroburst, type Microburst } from "./servers/start-microburst.ts";
import { startMinistack, type Ministack } from "./servers/start-ministack.ts";
import { startMoto } from "./servers/start-moto.ts";
import { startVault, type Vault } from "./servers/start-openbao.ts";

function secretsManager(endpoint: string, credentials: AwsCredentials): SecretsManagerClient {
  return new SecretsManagerClient({ endpoint, credentials, region: "us-east-1", maxAttempts: 1 });
}

async function isRefused(url: string): Promise<boolean> {
  return await httpRequest({ url }).then(
    () => false,
    (error: unknown) => error instanceof Error && "code" in error && error.code === "ECONNREFUSED",
  );
}

describe("Vault", () => {
  let vault: Vault;
  beforeAll(async () => {
    vault = await startVault();
  });
  afterAll(async () => vault.stop());

  test("keeps a secret", async () => {
    await vault.request("POST", "secret/data/app", { body: { data: { url: "postgres://db" } } });
    const { status, body } = await vault.request("GET", "secret/data/app");
    expect(status).toBe(200);
    expect(body).toMatchObject({ data: { data: { url: "postgres://db" }, metadata: { version: 1 } } });
  });

  test("denies a token what its policy does not say", async () => {
    await vault.request("POST", "secret/data/mine", { body: { data: { key: "value" } } });
    const token = await vault.createToken({ policy: 'path "secret/data/mine" { capabilities = ["read"] }' });
    expect(await vault.request("GET", "secret/data/mine", { token })).toMatchObject({ status: 200 });
    expect(await vault.request("GET", "secret/data/other", { token })).toMatchObject({ status: 403 });
  });

  test("keeps namespaces apart", async () => {
    const namespace = await vault.createNamespace();
    await vault.request("POST", "secret/data/apart", { namespace, body: { data: { key: "value" } } });
    expect(await vault.request("GET", "secret/data/apart", { namespace })).toMatchObject({ status: 200 });
    expect(await vault.request("GET", "secret/data/apart")).toMatchObject({ status: 404 });
  });

  test("is unavailable while sealed, and has kept everything after", async () => {
    await vault.request("POST", "secret/data/sealed", { body: { data: { key: "value" } } });
    await vault.seal();
    expect(await vault.request("GET", "secret/data/sealed")).toMatchObject({ status: 503 });
    await vault.unseal();
    expect(await vault.request("GET", "secret/data/sealed")).toMatchObject({ status: 200 });
  });

  test("answers nothing while paused", async () => {
    await vault.pause();
    const asked = httpRequest({ url: `${vault.address}/v1/sys/health`, timeoutSeconds: 0.3 });
    await expect(asked).rejects.toThrow("aborted");
    await vault.resume();
    expect(await vault.request("GET", "sys/health")).toMatchObject({ status: 200 });
  });

  test("comes back empty at the same address after it was killed", async () => {
    await vault.request("POST", "secret/data/lost", { body: { data: { key: "value" } } });
    await vault.kill();
    expect(await isRefused(vault.address)).toBe(true);
    await vault.restart();
    expect(await vault.request("GET", "secret/data/lost")).toMatchObject({ status: 404 });
  });
});

describe.each([
  { how: "as Docker allows", via: undefined },
  { how: "as a process", via: "process" as const },
])("Vault with TLS, $how", ({ via }) => {
  test("has a certificate that only its own authority vouches for", async () => {
    await using vault = await startVault({ tls: true, via });
    expect(vault.address).toMatch(/^https:/);
    expect(await vault.request("GET", "sys/health")).toMatchObject({ status: 200 });
    await expect(httpRequest({ url: `${vault.address}/v1/sys/health` })).rejects.toThrow("certificate");
    expect(await readFile(vault.caPath ?? "", "utf8")).toContain("BEGIN CERTIFICATE");
  });
});

test.each([undefined, "process" as const])(
  "Vault is gone after stop, even from a pause (via: %s)",
  async (via) => {
    const vault = await startVault({ via });
    await vault.pause();
    await vault.stop();
    await vault.stop();
    expect(await isRefused(vault.address)).toBe(true);
  },
);

describe("ministack", () => {
  let ministack: Ministack;
  beforeAll(async () => {
    ministack = await startMinistack();
  });
  afterAll(async () => ministack.stop());

  test("keeps a secret", async () => {
    const client = secretsManager(ministack.endpoint, ministack.rootCredentials);
    await client.send(new CreateSecretCommand({ Name: "kept", SecretString: "value" }));
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: "kept" }));
    expect(SecretString).toBe("value");
  });

  test("denies a user what the policy does not say", async () => {
    const root = secretsManager(ministack.endpoint, ministack.rootCredentials);
    await root.send(new CreateSecretCommand({ Name: "app/mine", SecretString: "value" }));
    await root.send(new CreateSecretCommand({ Name: "other/theirs", SecretString: "value" }));
    const Resource = `arn:aws:secretsmanager:us-east-1:${ministack.accountId}:secret:app/*`;
    const user = await ministack.createUser({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource }],
    });
    const client = secretsManager(ministack.endpoint, user);
    expect(await client.send(new GetSecretValueCommand({ SecretId: "app/mine" }))).toMatchObject({
      SecretString: "value",
    });
    const theirs = client.send(new GetSecretValueCommand({ SecretId: "other/theirs" }));
    await expect(theirs).rejects.toMatchObject({ name: "AccessDeniedException" });
  });

  test("refuses an access key that it doesn't know, and a wrong signature", async () => {
    const everything = { Effect: "Allow", Action: "*", Resource: "*" } as const;
    const { accessKeyId } = await ministack.createUser({ Version: "2012-10-17", Statement: [everything] });
    const refusal = async (credentials: AwsCredentials): Promise<unknown> =>
      await secretsManager(ministack.endpoint, credentials)
        .send(new GetSecretValueCommand({ SecretId: "kept" }))
        .catch((error: unknown) => error);
    expect(await refusal({ accessKeyId: "AKIAUNKNOWN", secretAccessKey: "wrong" })).toMatchObject({
      name: "UnrecognizedClientException",
    });
    expect(await refusal({ accessKeyId, secretAccessKey: "wrong" })).toMatchObject({
      name: "InvalidSignatureException",
    });
  });

  test("forgets everything when it is reset", async () => {
    const client = secretsManager(ministack.endpoint, ministack.rootCredentials);
    await client.send(new CreateSecretCommand({ Name: "forgotten", SecretString: "value" }));
    await ministack.reset();
    const asked = client.send(new GetSecretValueCommand({ SecretId: "forgotten" }));
    await expect(asked).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });
});

test("ministack is gone after stop", async () => {
  const ministack = await startMinistack();
  await ministack.stop();
  expect(await isRefused(ministack.endpoint)).toBe(true);
});

test("moto keeps a secret, forgets it when it is reset, and is gone after stop", async () => {
  const moto = await startMoto();
  const client = secretsManager(moto.endpoint, moto.rootCredentials);
  await client.send(new CreateSecretCommand({ Name: "kept", SecretString: "value" }));
  expect(await client.send(new GetSecretValueCommand({ SecretId: "kept" }))).toMatchObject({
    SecretString: "value",
  });
  await moto.reset();
  const asked = client.send(new GetSecretValueCommand({ SecretId: "kept" }));
  await expect(asked).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  await moto.stop();
  expect(await isRefused(moto.endpoint)).toBe(true);
});

describe("in front of ministack", () => {
  let ministack: Ministack;
  let microburst: Microburst;
  let proxy: CountingProxy;
  beforeAll(async () => {
    ministack = await startMinistack();
    microburst = await startMicroburst({ upstream: ministack.endpoint });
    proxy = await startCountingProxy({ upstream: microburst.endpoint });
    const root = secretsManager(ministack.endpoint, ministack.rootCredentials);
    await root.send(new CreateSecretCommand({ Name: "kept", SecretString: "value" }));
  });
  afterAll(async () => {
    await proxy.stop();
    await microburst.stop();
    await ministack.stop();
  });

  const read = async (): Promise<string | undefined> => {
    const client = secretsManager(proxy.address, ministack.rootCredentials);
    return (await client.send(new GetSecretValueCommand({ SecretId: "kept" }))).SecretString;
  };

  test("microburst throttles once, and a signed request passes both proxies", async () => {
    await microburst.setRules([
      {
        service: "secretsmanager",
        operation: "GetSecretValue",
        times: 1,
        error: { code: "ThrottlingException" },
      },
    ]);
    await expect(read()).rejects.toMatchObject({ name: "ThrottlingException" });
    expect(await read()).toBe("value");
    expect(await microburst.fired()).toMatchObject([
      { service: "secretsmanager", operation: "GetSecretValue", action: "error:ThrottlingException" },
    ]);
    await microburst.reset();
    expect(await microburst.fired()).toEqual([]);
  });

  test("the proxy counts what came, by operation", async () => {
    proxy.clear();
    await read();
    await read();
    expect(proxy.count()).toBe(2);
    expect(proxy.count({ operation: "GetSecretValue", method: "POST", path: "/" })).toBe(2);
    expect(proxy.count({ operation: "ListSecrets" })).toBe(0);
  });
});

test("microburst and the counting proxy are gone after stop", async () => {
  const microburst = await startMicroburst({ upstream: "http://127.0.0.1:9" });
  const proxy = await startCountingProxy({ upstream: microburst.endpoint });
  await proxy.stop();
  await microburst.stop();
  expect(await isRefused(microburst.endpoint)).toBe(true);
  expect(await isRefused(proxy.address)).toBe(true);
});

describe("the counting proxy in front of Vault", () => {
  let vault: Vault;
  let proxy: CountingProxy;
  beforeAll(async () => {
    vault = await startVault();
    proxy = await startCountingProxy({ upstream: vault.address });
  });
  afterAll(async () => {
    await proxy.stop();
    await vault.stop();
  });

  const health = async (): Promise<number> => {
    const { status } = await httpRequest({ url: `${proxy.address}/v1/sys/health?x=1`, timeoutSeconds: 1 });
    return status;
  };

  test("counts by method and path", async () => {
    expect(await health()).toBe(200);
    expect(proxy.count({ method: "GET", path: "/v1/sys/health" })).toBe(1);
    expect(proxy.requests).toMatchObject([{ path: "/v1/sys/health?x=1", forwarded: true }]);
    proxy.clear();
    expect(proxy.count()).toBe(0);
  });

  test("answers in the server's place, as often as it was told to", async () => {
    proxy.clear();
    proxy.respondWith(
      { status: 429, headers: { "retry-after": "1" }, body: { errors: ["slow down"] } },
      { times: 1 },
    );
    const answer = await httpRequest({ url: `${proxy.address}/v1/sys/health` });
    expect(answer).toMatchObject({ status: 429, body: '{"errors":["slow down"]}' });
    expect(answer.headers).toMatchObject({ "retry-after": "1" });
    expect(await health()).toBe(200);
    expect(proxy.requests).toMatchObject([{ forwarded: false }, { forwarded: true }]);
  });

  test("meets only the requests that a fault is for, until it is told to pass all", async () => {
    proxy.respondWith({ status: 500 }, { only: ({ path }) => path.startsWith("/v1/secret/") });
    expect(await health()).toBe(200);
    expect(await httpRequest({ url: `${proxy.address}/v1/secret/data/app` })).toMatchObject({ status: 500 });
    proxy.passThrough();
    expect(await httpRequest({ url: `${proxy.address}/v1/secret/data/app` })).toMatchObject({ status: 403 });
  });

  test.each([
    { fault: "hang", message: "aborted" },
    { fault: "cut", message: "ECONNRESET" },
    { fault: "truncate", message: "aborted" },
  ] as const)("$fault: the client gets no answer it could use", async ({ fault, message }) => {
    proxy[fault]({ times: 1 });
    await expect(health()).rejects.toThrow(message);
    expect(await health()).toBe(200);
  });

  test("breaks off when the server does", async () => {
    await vault.kill();
    await expect(health()).rejects.toThrow("socket hang up");
    await vault.restart();
    expect(await health()).toBe(200);
  });
});
