import { inspect } from "node:util";
import {
  CreateSecretCommand,
  type CreateSecretCommandInput,
  DeleteSecretCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { createSecrets, isSecretError, nodeHost, type Secrets, type SecretsEvent } from "@claviger/core";
import { aws } from "@claviger/provider-aws";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { awsOptions } from "./aws-options.ts";
import type { AwsCredentials } from "./servers/aws-credentials.ts";
import { type CountingProxy, startCountingProxy } from "./servers/counting-proxy.ts";
import { type Ministack, startMinistack } from "./servers/start-ministack.ts";
import { type Moto, startMoto } from "./servers/start-moto.ts";

/** In every value and secret key, and in nothing that claviger may say. */
const canary = "canary-7d20";

const hundred = Array.from({ length: 100 }, (_, index) => `many/${index}`);

let ministack: Ministack;
let moto: Moto;
let proxies: Readonly<Record<"ministack" | "moto", CountingProxy>>;
let open: Secrets[] = [];
let events: SecretsEvent[] = [];
/** What was thrown. */
let said: unknown[] = [];

beforeAll(async () => {
  [ministack, moto] = await Promise.all([startMinistack(), startMoto()]);
  proxies = {
    ministack: await startCountingProxy({ upstream: ministack.endpoint }),
    moto: await startCountingProxy({ upstream: moto.endpoint }),
  };
  await Promise.all([ministack, moto].map(fill));
}, 120_000);

afterAll(async () => {
  await Promise.all(Object.values(proxies).map((proxy) => proxy.stop()));
  await Promise.all([ministack.stop(), moto.stop()]);
});

beforeEach(() => {
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent/credentials");
  vi.stubEnv("AWS_CONFIG_FILE", "/nonexistent/config");
  vi.stubEnv("AWS_PROFILE", undefined);
  vi.stubEnv("AWS_SESSION_TOKEN", undefined);
  // The metadata service is an address outside of this machine.
  vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
  signInAs(ministack.rootCredentials);
});

afterEach(async () => {
  const shown = inspect([said, events], { depth: 9, showHidden: true });
  if (shown.includes(canary)) throw new Error("An error or an event holds a value.");
  await Promise.all(open.map((secrets) => secrets.close()));
  [open, events, said] = [[], [], []];
  for (const proxy of Object.values(proxies)) {
    proxy.passThrough();
    proxy.clear();
  }
  vi.unstubAllEnvs();
});

function signInAs(credentials: AwsCredentials): void {
  vi.stubEnv("AWS_ACCESS_KEY_ID", credentials.accessKeyId);
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey);
}

async function fill({ endpoint, region, rootCredentials: credentials }: Ministack | Moto): Promise<void> {
  const client = new SecretsManagerClient({ endpoint, region, credentials });
  const create = (Name: string, value: Omit<CreateSecretCommandInput, "Name">) =>
    client.send(new CreateSecretCommand({ Name, ...value }));
  await Promise.all(hundred.map((name) => create(name, { SecretString: `${canary} ${name}` })));
  await Promise.all(
    ["a", "b", "c"].map((name) => create(`mine/${name}`, { SecretString: `${canary} ${name}` })),
  );
  await Promise.all(
    ["d", "e"].map((name) => create(`theirs/${name}`, { SecretString: `${canary} ${name}` })),
  );
  const fields = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`F${index}`, `${index}`]));
  await create("bundle", { SecretString: JSON.stringify(fields) });
  await create("bytes", { SecretBinary: Uint8Array.from({ length: 256 }, (_, index) => index) });
  await create("deleted", { SecretString: canary });
  await client.send(new DeleteSecretCommand({ SecretId: "deleted", RecoveryWindowInDays: 7 }));
  client.destroy();
}

function reader(
  server: "ministack" | "moto" = "ministack",
  options: Parameters<typeof aws>[0] = {},
): { readonly secrets: Secrets; readonly counted: (operation: string) => number } {
  const proxy = proxies[server];
  const secrets = createSecrets({
    providers: [aws({ endpoint: proxy.address, region: ministack.region, ...options })],
    host: nodeHost({ env: {} }),
    onEvent: (event) => events.push(event),
  });
  open.push(secrets);
  return { secrets, counted: (operation) => proxy.count({ operation }) };
}

/** A user who may do those actions on those secrets. */
async function userWith(
  statements: readonly (readonly [actions: readonly string[], secrets: readonly string[]])[],
): Promise<AwsCredentials> {
  const Statement = statements.map(([Action, names]) => ({
    Effect: "Allow" as const,
    Action: Action.map((action) => `secretsmanager:${action}`),
    Resource: names.map((name) => (name === "*" ? name : `arn:aws:secretsmanager:*:*:secret:${name}`)),
  }));
  return await ministack.createUser({ Version: "2012-10-17", Statement });
}

/** What became of each name, all asked for at once: its value, or the code of its error. */
async function outcomes(secrets: Secrets, names: readonly string[]): Promise<readonly string[]> {
  return await Promise.all(
    names.map((name) =>
      secrets.get(name).catch((error: unknown) => {
        if (!isSecretError(error)) throw error;
        said.push(error);
        return error.code;
      }),
    ),
  );
}

describe.each(["ministack", "moto"] as const)("on %s", (server) => {
  test("a hundred names are five calls, in parallel", async () => {
    const { secrets, counted } = reader(server);
    // Each is held back: only in parallel are five of them done in the time of one.
    proxies[server].delay(300);
    const begun = performance.now();
    const values = await secrets.getMany(hundred);
    expect(performance.now() - begun).toBeLessThan(1_000);
    expect(values).toEqual(Object.fromEntries(hundred.map((name) => [name, `${canary} ${name}`])));
    expect(counted("BatchGetSecretValue")).toBe(5);
    expect(counted("GetSecretValue")).toBe(0);
  });

  test("a hundred references to one secret are one call, and that is GetSecretValue", async () => {
    const { secrets, counted } = reader(server);
    const fields = Array.from({ length: 100 }, (_, index) => `secret://aws/bundle?field=F${index}`);
    expect(Object.values(await secrets.getMany(fields))).toEqual(fields.map((_, index) => `${index}`));
    expect(counted("GetSecretValue")).toBe(1);
    expect(counted("BatchGetSecretValue")).toBe(0);
  });

  test("what is found, missing and deleted in one batch has its own answer", async () => {
    const { secrets, counted } = reader(server);
    const names = ["deleted", "mine/a", "missing", "bundle#F7", "mine/b"];
    expect(await outcomes(secrets, names)).toEqual([
      "not_found",
      `${canary} a`,
      "not_found",
      "7",
      `${canary} b`,
    ]);
    expect(counted("BatchGetSecretValue")).toBe(1);
    expect(counted("GetSecretValue")).toBe(0);
  });

  test("bytes come back unchanged, and an ARN beside its name", async () => {
    const { secrets, counted } = reader(server);
    const [bytes, text] = await Promise.all([secrets.getBytes("bytes"), secrets.get("mine/a")]);
    expect(bytes).toEqual(Uint8Array.from({ length: 256 }, (_, index) => index));
    expect(text).toBe(`${canary} a`);
    expect(counted("BatchGetSecretValue")).toBe(1);
  });

  test("a pinned stage is read by itself", async () => {
    const { secrets, counted } = reader(server);
    const names = ["mine/a", "secret://aws/mine/b?stage=AWSCURRENT", "mine/c"];
    expect(await outcomes(secrets, names)).toEqual(["a", "b", "c"].map((name) => `${canary} ${name}`));
    expect([counted("BatchGetSecretValue"), counted("GetSecretValue")]).toEqual([1, 1]);
  });

  test("one name is GetSecretValue, and so is every name with batch: false", async () => {
    const one = reader(server);
    await one.secrets.get("mine/a");
    const none = reader(server, { batch: false });
    await none.secrets.getMany(["mine/a", "mine/b", "mine/c"]);
    expect([one.counted("BatchGetSecretValue"), one.counted("GetSecretValue")]).toEqual([0, 4]);
  });
});

describe("with IAM enforced", () => {
  const five = ["mine/a", "mine/b", "theirs/d", "mine/c", "theirs/e"];

  test("three allowed and two denied in one batch have the right answer each", async () => {
    signInAs(
      await userWith([
        [["GetSecretValue"], ["mine/*"]],
        [["BatchGetSecretValue"], ["*"]],
      ]),
    );
    const { secrets, counted } = reader();
    expect(await outcomes(secrets, five)).toEqual([
      `${canary} a`,
      `${canary} b`,
      "denied",
      `${canary} c`,
      "denied",
    ]);
    expect([counted("BatchGetSecretValue"), counted("GetSecretValue")]).toEqual([1, 0]);
  });

  test("a denied batch is replaced by single reads, and is not tried again", async () => {
    signInAs(await userWith([[["GetSecretValue"], ["mine/*", "many/*"]]]));
    const { secrets, counted } = reader();
    const answers = [`${canary} a`, `${canary} b`, "denied", `${canary} c`, "denied"];
    expect(await outcomes(secrets, five)).toEqual(answers);
    expect([counted("BatchGetSecretValue"), counted("GetSecretValue")]).toEqual([1, 5]);
    await secrets.getMany(hundred);
    expect([counted("BatchGetSecretValue"), counted("GetSecretValue")]).toEqual([1, 105]);
    const warnings = events.filter((event) => event.type === "warning");
    expect(warnings).toHaveLength(1);
    expect(warnings).toMatchObject([
      { message: expect.stringContaining("secretsmanager:BatchGetSecretValue") },
    ]);
  });

  test("the policy that the provider writes is enough for a batch", async () => {
    const provider = aws.create(awsOptions(), nodeHost());
    const policy = provider.policy?.([{ path: "mine/a" }, { path: "mine/b" }], "read") ?? "";
    signInAs(await ministack.createUser(JSON.parse(policy)));
    const { secrets, counted } = reader();
    await expect(secrets.getMany(["mine/a", "mine/b"])).resolves.toBeDefined();
    expect([counted("BatchGetSecretValue"), counted("GetSecretValue")]).toEqual([1, 0]);
  });
});

describe("when the service fails", () => {
  test("a throttled batch is asked again by core, and answered then", async () => {
    const { secrets, counted } = reader();
    const body = JSON.stringify({ __type: "ThrottlingException" });
    proxies.ministack.respondWith({ status: 400, body }, { times: 1 });
    expect(await outcomes(secrets, ["mine/a", "mine/b"])).toEqual([`${canary} a`, `${canary} b`]);
    expect([counted("BatchGetSecretValue"), counted("GetSecretValue")]).toEqual([2, 0]);
  });

  test("a batch that is cut off in the middle is asked again", async () => {
    const { secrets, counted } = reader();
    proxies.ministack.truncate({ times: 1 });
    expect(await outcomes(secrets, ["mine/a", "mine/b"])).toEqual([`${canary} a`, `${canary} b`]);
    expect(counted("BatchGetSecretValue")).toBe(2);
  });
});
