import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { isSecretError, nodeHost, type Secrets, secretsFromEnv, type SecretsEvent } from "@claviger/core";
import { aws } from "@claviger/provider-aws";
import { env } from "@claviger/provider-env";
import { vault } from "@claviger/provider-vault";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { AwsCredentials } from "./servers/aws-credentials.ts";
import { type CountingProxy, startCountingProxy } from "./servers/counting-proxy.ts";
import { freePort } from "./servers/free-port.ts";
import { type Ministack, startMinistack } from "./servers/start-ministack.ts";
import { startVault, type Vault } from "./servers/start-openbao.ts";

// The whole chain, configured by variables alone, on real servers: SECRETS_PROVIDERS=vault,aws,env.

/** In every value, and in nothing that claviger says. */
const canary = "canary-4f7a";

let bao: Vault;
let ministack: Ministack;
let vaultProxy: CountingProxy;
let awsProxy: CountingProxy;
let reader: AwsCredentials;
let directory: string;
let open: Secrets[] = [];
let events: SecretsEvent[] = [];

beforeAll(async () => {
  [bao, ministack] = await Promise.all([startVault(), startMinistack()]);
  vaultProxy = await startCountingProxy({ upstream: bao.address });
  awsProxy = await startCountingProxy({ upstream: ministack.endpoint });
  await putVault("app/database-url", { value: `vault ${canary}` });
  await putVault("bundle", { IN_BUNDLE: `bundle ${canary}`, "in-bundle-too": "x", TWICE: "1", twice: "2" });
  await createAws("app/api-key", `aws ${canary}`);
  await createAws("app/database-url", `aws must not be asked ${canary}`);
  await createAws("hidden/database-url", `hidden ${canary}`);
  await createAws("app/json", JSON.stringify({ NESTED: `field ${canary}`, port: 5432 }));
  await createAws("app/broken", `not json ${canary}`);
  reader = await ministack.createUser({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Action: "secretsmanager:*", Resource: "*" },
      { Effect: "Deny", Action: "secretsmanager:*", Resource: "arn:aws:secretsmanager:*:*:secret:hidden/*" },
    ],
  });
}, 120_000);

afterAll(async () => {
  await Promise.all([vaultProxy.stop(), awsProxy.stop()]);
  await Promise.all([bao.stop(), ministack.stop()]);
});

beforeEach(async () => {
  vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
  vi.stubEnv("AWS_CONFIG_FILE", "/nonexistent/config");
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent/credentials");
  vi.stubEnv("AWS_ACCESS_KEY_ID", reader.accessKeyId);
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", reader.secretAccessKey);
  directory = await mkdtemp(join(tmpdir(), "claviger-chain-"));
  await writeFile(
    join(directory, ".env"),
    `MAIL_PASSWORD=env ${canary}\nEMPTY=\nAPI_KEY=env must not be asked ${canary}\n`,
  );
});

afterEach(async () => {
  await Promise.all(open.map((secrets) => secrets.close()));
  open = [];
  events = [];
  for (const proxy of [vaultProxy, awsProxy]) {
    proxy.passThrough();
    proxy.clear();
  }
  vi.unstubAllEnvs();
  await rm(directory, { recursive: true, force: true });
});

async function putVault(path: string, data: Readonly<Record<string, unknown>>): Promise<void> {
  const { status } = await bao.request("POST", `secret/data/${path}`, { body: { data } });
  expect(status).toBe(200);
}

async function createAws(name: string, text: string): Promise<void> {
  const { endpoint, region, rootCredentials: credentials } = ministack;
  const client = new SecretsManagerClient({ endpoint, region, credentials });
  await client.send(new CreateSecretCommand({ Name: name, SecretString: text }));
  client.destroy();
}

/** The chain of a deployment, from its variables. */
async function deployment(variables: Readonly<Record<string, string>> = {}): Promise<Secrets> {
  const secrets = await secretsFromEnv({
    providers: [vault, aws, env],
    host: nodeHost({
      directory,
      env: {
        SECRETS_PROVIDERS: "vault,aws,env",
        VAULT_ADDR: vaultProxy.address,
        VAULT_TOKEN: bao.rootToken,
        SECRETS_VAULT_PREFIX: "app",
        SECRETS_AWS_PREFIX: "app/",
        AWS_REGION: ministack.region,
        AWS_ENDPOINT_URL: awsProxy.address,
        ...variables,
      },
    }),
    onEvent: (event) => events.push(event),
  });
  open.push(secrets);
  return secrets;
}

/** The error of a read, which must hold no value. */
async function failure(read: Promise<unknown>): Promise<Error> {
  const thrown: unknown = await read.then(
    () => expect.fail("it was read"),
    (error: unknown) => error,
  );
  if (!isSecretError(thrown)) throw thrown;
  const said = [
    inspect(thrown, { depth: 9, showHidden: true }),
    JSON.stringify(thrown),
    String(thrown.stack),
  ].join("\n");
  for (const secret of [canary, bao.rootToken, reader.secretAccessKey]) expect(said).not.toContain(secret);
  return thrown;
}

describe("a name that", () => {
  test("Vault has is answered by Vault: nobody else is asked", async () => {
    const secrets = await deployment();
    expect(await secrets.get("database-url")).toBe(`vault ${canary}`);
    expect(awsProxy.count()).toBe(0);
    expect(events).toContainEqual(
      expect.objectContaining({ type: "resolved", provider: "vault", cached: false }),
    );
  });

  test("Vault lacks and AWS has is answered by AWS", async () => {
    const secrets = await deployment();
    expect(await secrets.get("api-key")).toBe(`aws ${canary}`);
    const { attempts, reason } = await secrets.explain("api-key");
    expect(attempts.map(({ provider, answer }) => [provider, answer])).toEqual([
      ["vault", "absent"],
      ["aws", "found"],
      ["env", "not_asked"],
    ]);
    expect(reason).toContain("aws has it");
  });

  test("only .env has is answered by .env, the empty string too", async () => {
    const secrets = await deployment();
    expect(await secrets.get("mail-password")).toBe(`env ${canary}`);
    expect(await secrets.get("EMPTY")).toBe("");
  });

  test("nobody has is not found, and every link is listed", async () => {
    const secrets = await deployment();
    expect(await failure(secrets.get("no-such-name"))).toMatchObject({
      code: "not_found",
      attempts: [
        { provider: "vault", answer: "absent", location: "secret/app/no-such-name" },
        { provider: "aws", answer: "absent", location: "app/no-such-name" },
        { provider: "env", answer: "absent" },
      ],
    });
    expect(await secrets.get("no-such-name", { default: "d" })).toBe("d");
  });

  test("has spaces is looked for where it can be", async () => {
    const secrets = await deployment();
    await putVault("app/my api key", { value: "spaced" });
    expect(await secrets.get("my api key")).toBe("spaced");
    expect(await failure(secrets.get("no api key"))).toMatchObject({
      attempts: [{ answer: "absent" }, { provider: "aws", answer: "cannot_hold" }, { answer: "absent" }],
    });
  });
});

describe("Vault", () => {
  test("that is down stops the chain, unless outages may be stepped past", async () => {
    const down = { VAULT_ADDR: `http://127.0.0.1:${await freePort()}` };
    const strict = await deployment(down);
    expect(await failure(strict.get("api-key", { default: "d" }))).toMatchObject({
      code: "unavailable",
      provider: "vault",
      message: expect.stringContaining("SECRETS_FALLBACK=unavailable"),
    });
    expect(awsProxy.count()).toBe(0);
    const lenient = await deployment({ ...down, SECRETS_FALLBACK: "unavailable" });
    expect(await lenient.get("api-key")).toBe(`aws ${canary}`);
    expect(lenient.stats()).toMatchObject({
      degraded: 1,
      links: [{ provider: "vault", steppedPast: 1 }, {}, {}],
    });
    expect(events).toContainEqual(expect.objectContaining({ type: "warning", code: "CLAVIGER_FALLBACK" }));
  });

  test("that is sealed is unavailable, and answers again after it is unsealed", async () => {
    const secrets = await deployment();
    await bao.seal();
    try {
      expect(await failure(secrets.get("database-url"))).toMatchObject({
        code: "unavailable",
        message: expect.stringContaining("sealed"),
      });
    } finally {
      await bao.unseal();
    }
    expect(await secrets.get("database-url")).toBe(`vault ${canary}`);
  });

  test("that refuses the token is an authentication failure, before anything was read", async () => {
    const wrong = { VAULT_TOKEN: "s.wrong" };
    const secrets = await deployment(wrong);
    expect(await failure(secrets.get("database-url"))).toMatchObject({
      code: "auth_failed",
      provider: "vault",
    });
    const lenient = await deployment({ ...wrong, SECRETS_FALLBACK: "unavailable" });
    expect(await failure(lenient.get("api-key")), "a refusal is no outage").toMatchObject({
      code: "auth_failed",
    });
    const any = await deployment({ ...wrong, SECRETS_FALLBACK: "any" });
    expect(await any.get("api-key")).toBe(`aws ${canary}`);
  });

  test("that answers garbage is unavailable", async () => {
    const secrets = await deployment();
    vaultProxy.respondWith({
      status: 200,
      headers: { "content-type": "text/html" },
      body: "<html>proxy</html>",
    });
    expect(await failure(secrets.get("database-url"))).toMatchObject({ code: "unavailable" });
  });

  test("that hangs leaves the others their time", async () => {
    const secrets = await deployment({ SECRETS_FALLBACK: "unavailable" });
    vaultProxy.hang();
    const started = performance.now();
    expect(await secrets.get("api-key")).toBe(`aws ${canary}`);
    expect(performance.now() - started).toBeLessThan(7_000);
    expect(events).toContainEqual(
      expect.objectContaining({ type: "fallback", provider: "vault", code: "timeout" }),
    );
  });

  test("keeps a bundle: its fields are names, exact before folded", async () => {
    const secrets = await deployment({ SECRETS_VAULT_PREFIX: "", SECRETS_VAULT_PATH: "bundle" });
    expect(await secrets.get("in-bundle")).toBe(`bundle ${canary}`);
    expect(await secrets.get("IN_BUNDLE_TOO")).toBe("x");
    expect(await secrets.get("TWICE")).toBe("1");
    expect(await failure(secrets.get("Twice"))).toMatchObject({ code: "conflict" });
    expect(await secrets.get("mail-password"), "a name that the bundle lacks is absent there").toBe(
      `env ${canary}`,
    );
    expect(vaultProxy.count({ path: "/v1/secret/data/bundle" }), "all of them are one read").toBe(1);
  });
});

describe("AWS", () => {
  test("that denies stops the chain, unless refusals may be stepped past", async () => {
    const hidden = {
      SECRETS_PROVIDERS: "aws,env",
      SECRETS_AWS_PREFIX: "hidden/",
      DATABASE_URL: "from the environment",
    };
    const strict = await deployment({ ...hidden, SECRETS_FALLBACK: "unavailable" });
    expect(await failure(strict.get("database-url", { default: "d" }))).toMatchObject({
      code: "denied",
      provider: "aws",
    });
    const any = await deployment({ ...hidden, SECRETS_FALLBACK: "any" });
    expect(await any.get("database-url")).toBe("from the environment");
  });

  test("keeps JSON: a field is cut, a number is as it is written, and no JSON is an error that names the secret", async () => {
    const secrets = await deployment();
    expect(await secrets.get("secret://aws/app/json?field=NESTED")).toBe(`field ${canary}`);
    expect(await secrets.get("json#port")).toBe("5432");
    expect(await failure(secrets.get("broken#KEY"))).toMatchObject({
      code: "decode",
      message: expect.stringContaining("app/broken"),
    });
    expect(Object.keys(await secrets.getBundle("json"))).toEqual(["NESTED", "port"]);
  });
});

describe("a reference in .env", () => {
  test("is read from the store that it names", async () => {
    await writeFile(
      join(directory, ".env"),
      "API=secret://aws/app/json?field=NESTED\nDB=secret://vault/secret/bundle?field=IN_BUNDLE\n",
    );
    const secrets = await deployment({ SECRETS_PROVIDERS: "env" });
    expect(await secrets.getMany(["api", "DB"])).toEqual({ api: `field ${canary}`, DB: `bundle ${canary}` });
  });
});

describe("a thousand concurrent cold reads of one name", () => {
  test("reach Vault as one request", async () => {
    const secrets = await deployment();
    const values = await Promise.all(Array.from({ length: 1_000 }, () => secrets.get("database-url")));
    expect(new Set(values)).toEqual(new Set([`vault ${canary}`]));
    expect(vaultProxy.count()).toBe(1);
  });

  test("reach AWS as one request", async () => {
    const secrets = await deployment({ SECRETS_PROVIDERS: "aws" });
    const values = await Promise.all(Array.from({ length: 1_000 }, () => secrets.get("api-key")));
    expect(new Set(values)).toEqual(new Set([`aws ${canary}`]));
    expect(awsProxy.count()).toBe(1);
  });
});
