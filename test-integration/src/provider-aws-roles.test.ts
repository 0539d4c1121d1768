import { createSecrets, isSecretError, nodeHost } from "@claviger/core";
import { aws } from "@claviger/provider-aws";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { AwsBench, canary, failureOf, read, signInAs, text } from "./aws-bench.ts";
import { stubAwsEnvironment } from "./faults/aws-environment.ts";
import type { PolicyDocument } from "./servers/policy-document.ts";
import { type CountingProxy, startCountingProxy } from "./servers/counting-proxy.ts";
import { freePort } from "./servers/free-port.ts";
import { type Ministack, startMinistack } from "./servers/start-ministack.ts";

// Trust policies, external ids and sessions as ministack checks them. It answers a refusal with AccessDenied, as AWS does.

const bench = new AwsBench();
let ministack: Ministack;
/** In front of STS, and of Secrets Manager. */
let sts: CountingProxy;
let manager: CountingProxy;

beforeAll(async () => {
  ministack = await startMinistack();
  [sts, manager] = await Promise.all([
    startCountingProxy({ upstream: ministack.endpoint }),
    startCountingProxy({ upstream: ministack.endpoint }),
  ]);
}, 120_000);

afterAll(async () => {
  await Promise.all([sts.stop(), manager.stop()]);
  await ministack.stop();
});

beforeEach(() => {
  stubAwsEnvironment();
  sts.clear();
});

afterEach(async () => {
  for (const proxy of [sts, manager]) proxy.passThrough();
  await bench.close();
  vi.unstubAllEnvs();
});

function allow(...actions: readonly string[]): PolicyDocument {
  return { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }] };
}

const externalId = "tenant-4711";
const mayAssume = (): Promise<void> => ministack.createUser(allow("sts:AssumeRole")).then(signInAs);
const readerRole = (id?: string): Promise<string> =>
  ministack.createRole({
    policy: allow("secretsmanager:GetSecretValue"),
    ...(id === undefined ? {} : { externalId: id }),
  });
const withRole = (roleArn: string, options = {}): ReturnType<AwsBench["provider"]> =>
  bench.provider({ endpoint: manager.address, stsEndpoint: sts.address, roleArn, ...options });

describe("a role", () => {
  test("gives what its own policy allows, is assumed once, and shows the session's name", async () => {
    const { path } = await bench.seed(ministack, { SecretString: canary });
    await mayAssume();
    const direct = bench.provider({ endpoint: ministack.endpoint });
    expect(await failureOf(direct.get({ path }, bench.context()))).toMatchObject({ code: "denied" });

    const provider = withRole(await readerRole(externalId), { externalId, sessionName: "payments@eu" });
    const reads = Array.from({ length: 5 }, () => read(bench, provider, { path }));
    expect(await Promise.all(reads)).toEqual(Array.from({ length: 5 }, () => canary));
    expect(await read(bench, provider, { path })).toBe(canary);
    expect(sts.count()).toBe(1);
    expect(await failureOf(provider.put({ path }, text("x"), {}, bench.context()))).toMatchObject({
      code: "denied",
    });
    const [, identity] = await provider.check([], bench.context());
    expect(identity).toMatchObject({
      subject: "identity",
      message: expect.stringMatching(/:assumed-role\/.*payments@eu$/),
    });
  });

  test("is not asked for where none is configured", async () => {
    const { path } = await bench.seed(ministack, { SecretString: canary });
    const provider = bench.provider({ endpoint: manager.address, stsEndpoint: sts.address });
    expect(await read(bench, provider, { path })).toBe(canary);
    expect(sts.count()).toBe(0);
  });

  test("whose credentials are refused is assumed anew, by the read that would have failed", async () => {
    const { path } = await bench.seed(ministack, { SecretString: canary });
    await mayAssume();
    const provider = withRole(await readerRole());
    await read(bench, provider, { path });
    manager.respondWith(
      { status: 400, body: JSON.stringify({ __type: "ExpiredTokenException" }) },
      { times: 1 },
    );
    expect(await read(bench, provider, { path })).toBe(canary);
    expect(sts.count()).toBe(2);
  });
});

describe("a refusal is auth_failed, and says what to look at", () => {
  test.each([
    ["another external id", { externalId: "tenant-0815" }, /asks for this external id/],
    ["no external id", {}, /whether it asks for an external id \(SECRETS_AWS_EXTERNAL_ID\)/],
  ])("%s", async (_, options, hint) => {
    await mayAssume();
    const provider = withRole(await readerRole(externalId), options);
    expect(await failureOf(provider.get({ path: "a" }, bench.context()))).toMatchObject({
      code: "auth_failed",
      hint: expect.stringMatching(hint),
      cause: { name: expect.stringMatching(/^AccessDenied/) },
    });
  });

  test("an identity that may not assume it", async () => {
    signInAs(await ministack.createUser(allow("secretsmanager:*")));
    const provider = withRole(await readerRole());
    expect(await failureOf(provider.get({ path: "a" }, bench.context()))).toMatchObject({
      code: "auth_failed",
    });
  });

  test("credentials that are wrong themselves", async () => {
    signInAs({ accessKeyId: "AKIAUNKNOWN000000000", secretAccessKey: canary });
    const provider = withRole(await readerRole());
    expect(await failureOf(provider.get({ path: "a" }, bench.context()))).toMatchObject({
      code: "auth_failed",
    });
  });

  test("and never absence, where a denial means that", async () => {
    await mayAssume();
    const roleArn = await readerRole(externalId);
    await using secrets = createSecrets({
      providers: [
        aws({
          endpoint: manager.address,
          stsEndpoint: sts.address,
          region: "us-east-1",
          roleArn,
          denied: "absent",
        }),
      ],
      host: nodeHost({ env: {} }),
    });
    const error = await failureOf(secrets.get("database-url", { default: "the default" }));
    expect(isSecretError(error, "auth_failed")).toBe(true);
  });
});

describe("an outage of STS is unavailable", () => {
  const page = "<html>maintenance</html>";
  test.each<[string, () => void]>([
    ["cut", () => sts.cut()],
    ["an answer that is cut off", () => sts.truncate()],
    ["a gateway's page", () => sts.respondWith({ status: 502, body: page })],
    ["a page with status 200", () => sts.respondWith({ status: 200, body: page })],
    ["a proxy's refusal", () => sts.respondWith({ status: 403, body: page })],
    [
      "throttling",
      () =>
        sts.respondWith({
          status: 400,
          body: "<ErrorResponse><Error><Code>Throttling</Code><Message>slow</Message></Error><RequestId>r</RequestId></ErrorResponse>",
        }),
    ],
  ])("%s", async (_, fault) => {
    await mayAssume();
    const provider = withRole(await readerRole());
    fault();
    expect(await failureOf(provider.get({ path: "a" }, bench.context()))).toMatchObject({
      code: "unavailable",
      hint: expect.stringContaining("stsEndpoint"),
    });
    sts.passThrough();
    // It was not kept: the next read assumes the role.
    expect(await provider.get({ path: "claviger/nothing" }, bench.context())).toBeUndefined();
  });

  test("nothing listens there", async () => {
    await mayAssume();
    const provider = withRole(await readerRole(), { stsEndpoint: `http://127.0.0.1:${await freePort()}` });
    expect(await failureOf(provider.get({ path: "a" }, bench.context()))).toMatchObject({
      code: "unavailable",
      cause: { code: "ECONNREFUSED" },
    });
  });

  test("no answer until the deadline", async () => {
    await mayAssume();
    const provider = withRole(await readerRole());
    sts.hang();
    const begun = performance.now();
    expect(await failureOf(provider.get({ path: "a" }, bench.context(1_000)))).toMatchObject({
      code: "unavailable",
      problem: expect.stringContaining("AWS STS"),
    });
    expect(performance.now() - begun).toBeLessThan(4_000);
  });
});
