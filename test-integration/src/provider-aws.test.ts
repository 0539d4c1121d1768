import { randomUUID } from "node:crypto";
import { inspect } from "node:util";
import {
  CreateSecretCommand,
  type CreateSecretCommandInput,
  type CreateSecretCommandOutput,
  DeleteSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { nodeHost } from "@claviger/core";
import type { Location, Provider, SecretRecord } from "@claviger/core/provider";
import { aws } from "@claviger/provider-aws";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { awsOptions } from "./aws-options.ts";
import type { AwsCredentials } from "./servers/aws-credentials.ts";
import type { PolicyDocument } from "./servers/policy-document.ts";
import { type Microburst, startMicroburst } from "./servers/start-microburst.ts";
import { type Ministack, startMinistack } from "./servers/start-ministack.ts";
import { type Moto, startMoto } from "./servers/start-moto.ts";

/** In every value and secret key, and in nothing that claviger may say. */
const canary = "canary-8c1f";

type Options = Parameters<typeof aws.create>[0];
type Store = Pick<Ministack | Moto, "endpoint" | "region" | "rootCredentials">;

let ministack: Ministack;
let moto: Moto;
let microburst: Microburst;
const instances: Provider[] = [];

beforeAll(async () => {
  [ministack, moto] = await Promise.all([startMinistack(), startMoto()]);
  microburst = await startMicroburst({ upstream: ministack.endpoint });
}, 120_000);

afterAll(async () => {
  await microburst.stop();
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
  await microburst.reset();
  for (const instance of instances.splice(0)) await instance.close?.();
  vi.unstubAllEnvs();
});

function signInAs(credentials: AwsCredentials): void {
  vi.stubEnv("AWS_ACCESS_KEY_ID", credentials.accessKeyId);
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey);
}

function instance(store: Pick<Store, "endpoint">, options: Partial<Options> = {}): Provider {
  const provider = aws.create(
    awsOptions({ region: ministack.region, endpoint: store.endpoint, ...options }),
    nodeHost(),
  );
  instances.push(provider);
  return provider;
}

async function read(
  provider: Provider,
  location: Location,
  { ms = 15_000, signal = new AbortController().signal } = {},
): Promise<SecretRecord | undefined> {
  if (!provider.get) throw new Error("The provider does not read.");
  return await provider.get(location, { signal, deadline: Date.now() + ms, report: () => undefined });
}

/** What a read throws; nothing in it was a value, a secret key or a signature. */
async function failure(...read_: Parameters<typeof read>): Promise<unknown> {
  const error: unknown = await read(...read_).then(
    () => undefined,
    (error: unknown) => error,
  );
  const shown = `${inspect(error, { depth: 9, showHidden: true })} ${JSON.stringify(error)} ${String(error)}`;
  expect(shown).not.toContain(canary);
  expect(shown).not.toMatch(/authorization|signature=/i);
  return error;
}

async function withClient<T>(store: Store, use: (client: SecretsManagerClient) => Promise<T>): Promise<T> {
  const { endpoint, region, rootCredentials: credentials } = store;
  const client = new SecretsManagerClient({ endpoint, region, credentials });
  try {
    return await use(client);
  } finally {
    client.destroy();
  }
}

/** Stores a secret under a name of its own that starts with `prefix`. */
function store(
  at: Store,
  value: Omit<CreateSecretCommandInput, "Name">,
  name = `claviger/${randomUUID()}`,
): Promise<CreateSecretCommandOutput & { readonly path: string }> {
  return withClient(at, async (client) => ({
    ...(await client.send(new CreateSecretCommand({ ...value, Name: name }))),
    path: name,
  }));
}

/** A policy that allows those actions on every secret. */
function allow(...actions: readonly string[]): PolicyDocument {
  return { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }] };
}

const only = (locations: readonly Location[]): Location => {
  expect(locations).toHaveLength(1);
  return locations[0] ?? { path: "" };
};

describe.each(["ministack", "moto"] as const)("reading from %s", (server) => {
  let at: Ministack | Moto;
  beforeAll(() => void (at = server === "moto" ? moto : ministack));

  test("by name and by ARN, as one entry", async () => {
    const { path, ARN, VersionId } = await store(at, { SecretString: canary });
    const provider = instance(at);
    const byName = await read(provider, only(provider.locate({ name: path, as: "value" })));
    const byArn = await read(provider, provider.parse(ARN ?? ""));
    expect(byName).toMatchObject({
      id: ARN,
      value: { type: "text", text: canary },
      version: VersionId,
      stages: ["AWSCURRENT"],
      createdAt: expect.any(Date),
      source: `${path} in us-east-1`,
    });
    expect(byArn).toEqual(byName);
  });

  test("by prefix, in kebab case", async () => {
    const prefix = `gaara-store/${randomUUID()}`;
    await store(at, { SecretString: canary }, `${prefix}/database-url`);
    const provider = instance(at, { prefix, case: "kebab" });
    const location = only(provider.locate({ name: "DATABASE_URL", as: "value" }));
    await expect(read(provider, location)).resolves.toMatchObject({ value: { text: canary } });
  });

  test("by bundle, whole", async () => {
    const bundle = `fluxion/${randomUUID()}`;
    const text = JSON.stringify({ SENDGRID_API_KEY: canary, PORT: 1 });
    await store(at, { SecretString: text }, bundle);
    const provider = instance(at, { bundle });
    const location = only(provider.locate({ name: "sendgrid-api-key", as: "value" }));
    expect(location).toEqual({ path: bundle, field: "sendgrid-api-key", derived: true });
    await expect(read(provider, location)).resolves.toMatchObject({ value: { type: "text", text } });
  });

  test("by version and by stage", async () => {
    const { path, VersionId: first = "" } = await store(at, { SecretString: "first" });
    await withClient(at, (client) =>
      client.send(new PutSecretValueCommand({ SecretId: path, SecretString: "second" })),
    );
    const provider = instance(at);
    await expect(read(provider, { path })).resolves.toMatchObject({ value: { text: "second" } });
    for (const version of [{ version: first }, { stage: "previous" }, { stage: "AWSPREVIOUS" }]) {
      await expect(read(provider, { path, version })).resolves.toMatchObject({
        value: { text: "first" },
        version: first,
        stages: ["AWSPREVIOUS"],
      });
    }
  });

  // moto takes an empty SecretString for none at all, and answers that the secret has no current version.
  test("the empty string", async () => {
    const { path } = await store(at, { SecretString: "" });
    const record = await read(instance(at), { path });
    expect(record?.value).toEqual(server === "moto" ? undefined : { type: "text", text: "" });
  });

  test.each([
    ["unicode", "päß–密码🔑\n\u0000"],
    ["64 KiB", "x".repeat(65_536)],
  ])("%s", async (_, text) => {
    const { path } = await store(at, { SecretString: text });
    const record = await read(instance(at), { path });
    expect(record?.value).toEqual({ type: "text", text });
  });

  test("binary, unchanged", async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    const { path } = await store(at, { SecretBinary: bytes });
    await expect(read(instance(at), { path })).resolves.toMatchObject({ value: { type: "bytes", bytes } });
  });

  test("a missing secret is absent, also by version or stage, and in another region", async () => {
    const { ARN = "" } = await store(at, { SecretString: canary });
    const provider = instance(at);
    const path = "claviger/nothing";
    await expect(read(provider, { path })).resolves.toBeUndefined();
    await expect(read(provider, { path, version: { stage: "previous" } })).resolves.toBeUndefined();
    await expect(read(provider, { path, version: { version: randomUUID() } })).resolves.toBeUndefined();
    await expect(read(provider, { path: ARN.replace("us-east-1", "eu-west-1") })).resolves.toBeUndefined();
  });

  test("a missing version or stage of a secret that is there", async () => {
    const { path } = await store(at, { SecretString: canary });
    for (const version of [{ version: randomUUID() }, { stage: "pending" }, { stage: "blue" }]) {
      expect(await failure(instance(at), { path, version })).toMatchObject({ code: "version_not_found" });
    }
  });

  test("a deleted secret, read plainly or by stage", async () => {
    const { path } = await store(at, { SecretString: canary });
    await withClient(at, (client) =>
      client.send(new DeleteSecretCommand({ SecretId: path, RecoveryWindowInDays: 7 })),
    );
    for (const location of [{ path }, { path, version: { stage: "current" } }]) {
      expect(await failure(instance(at), location)).toMatchObject({
        code: "deleted",
        hint: expect.stringContaining("restore-secret"),
      });
    }
  });
});

test("a secret without a value yet is absent", async () => {
  // ministack answers with neither text nor bytes; AWS and moto answer ResourceNotFoundException.
  const { path } = await store(moto, {});
  await expect(read(instance(moto), { path })).resolves.toBeUndefined();
});

describe("with IAM enforced", () => {
  test("the policy that the provider writes is enough to read, and for no other secret", async () => {
    const mine = await store(ministack, { SecretString: canary });
    const other = await store(ministack, { SecretString: canary });
    const provider = instance(ministack);
    const policy: unknown = JSON.parse(provider.policy?.([{ path: mine.path }], "read") ?? "");
    signInAs(await ministack.createUser(policy as PolicyDocument));
    await expect(read(provider, { path: mine.path })).resolves.toMatchObject({ id: mine.ARN });
    expect(await failure(provider, { path: mine.path, version: { stage: "blue" } })).toMatchObject({
      code: "version_not_found",
    });
    // AWS says this of a missing secret too, so the hint does.
    for (const path of [other.path, "claviger/nothing"]) {
      expect(await failure(provider, { path })).toMatchObject({
        code: "denied",
        hint: expect.stringMatching(/secretsmanager:GetSecretValue on .*does not exist/),
      });
    }
  });

  test("a missing version is known without leave to describe, and so is a deletion", async () => {
    const { path } = await store(ministack, { SecretString: canary });
    signInAs(await ministack.createUser(allow("secretsmanager:GetSecretValue")));
    const provider = instance(ministack);
    expect(await failure(provider, { path, version: { stage: "blue" } })).toMatchObject({
      code: "version_not_found",
    });
    await withClient(ministack, (client) =>
      client.send(new DeleteSecretCommand({ SecretId: path, RecoveryWindowInDays: 7 })),
    );
    expect(await failure(provider, { path })).toMatchObject({ code: "deleted" });
  });

  test.each([
    ["a wrong secret key", (known: AwsCredentials) => ({ ...known, secretAccessKey: `${canary}-wrong` })],
    ["an unknown access key", () => ({ accessKeyId: "AKIAUNKNOWN000000000", secretAccessKey: canary })],
  ])("%s is auth_failed", async (_, change) => {
    const { path } = await store(ministack, { SecretString: canary });
    signInAs(change(await ministack.createUser(allow("secretsmanager:*"))));
    expect(await failure(instance(ministack), { path })).toMatchObject({ code: "auth_failed" });
  });

  test("credentials that were changed are taken up by the read that they would have failed", async () => {
    const { path } = await store(ministack, { SecretString: canary });
    signInAs({ accessKeyId: "AKIAUNKNOWN000000000", secretAccessKey: canary });
    const provider = instance(ministack);
    expect(await failure(provider, { path })).toMatchObject({ code: "auth_failed" });
    signInAs(ministack.rootCredentials);
    await expect(read(provider, { path })).resolves.toMatchObject({ value: { text: canary } });
  });
});

describe("when the service fails", () => {
  let path: string;
  beforeAll(async () => void ({ path } = await store(ministack, { SecretString: canary.repeat(50) })));

  test.each([
    ["ThrottlingException", "throttled"],
    ["InternalServiceError", "unavailable"],
    ["ExpiredTokenException", "auth_failed"],
    ["DecryptionFailure", "denied"],
    ["AccessDeniedException", "denied"],
  ])("%s is %s, after one request", async (name, code) => {
    await microburst.setRules([{ service: "secretsmanager", error: { code: name, message: canary } }]);
    expect(await failure(instance(microburst), { path })).toMatchObject({ code });
    expect(await microburst.fired()).toHaveLength(1);
  });

  test.each([
    ["a connection that is cut", { reset: true }],
    ["an answer that is too short", { response: { truncate_frac: 0.5 } }],
    ["an answer that is cut off", { response: { abort_frac: 0.5 } }],
  ] as const)("%s is unavailable", async (_, effect) => {
    await microburst.setRules([{ service: "secretsmanager", ...effect }]);
    expect(await failure(instance(microburst), { path })).toMatchObject({ code: "unavailable" });
  });

  test("an answer after the deadline is a timeout, at the deadline", async () => {
    const provider = instance(microburst);
    await read(provider, { path });
    await microburst.setRules([{ service: "secretsmanager", latency: 3_000 }]);
    const begun = performance.now();
    expect(await failure(provider, { path }, { ms: 200 })).toMatchObject({ code: "timeout" });
    expect(performance.now() - begun).toBeLessThan(1_000);
  });

  test("a service that hangs is left within 50 ms of an abort", async () => {
    const provider = instance(microburst);
    await read(provider, { path });
    await microburst.setRules([{ service: "secretsmanager", latency: 3_000 }]);
    const caller = new AbortController();
    const outcome = failure(provider, { path }, { signal: caller.signal });
    await vi.waitFor(async () => expect(await microburst.fired()).not.toEqual([]));
    const begun = performance.now();
    caller.abort();
    expect(await outcome).toMatchObject({ code: "aborted" });
    expect(performance.now() - begun).toBeLessThan(50);
  });

  test("a service that is paused is a timeout, and read again once it goes on", async () => {
    const provider = instance(ministack);
    await read(provider, { path });
    await ministack.pause();
    try {
      expect(await failure(provider, { path }, { ms: 200 })).toMatchObject({ code: "timeout" });
    } finally {
      await ministack.resume();
    }
    await expect(read(provider, { path })).resolves.toBeDefined();
  });

  test("a service that is down is unavailable", async () => {
    const stopped = await startMoto();
    await stopped.stop();
    expect(await failure(instance(stopped), { path })).toMatchObject({
      code: "unavailable",
      cause: { code: "ECONNREFUSED" },
    });
  });

  test("a service that answers in another protocol is unavailable", async () => {
    // moto's front page is HTML.
    const endpoint = `${moto.endpoint}/moto-api/`;
    expect(await failure(instance({ endpoint }), { path })).toMatchObject({ code: "unavailable" });
  });
});
