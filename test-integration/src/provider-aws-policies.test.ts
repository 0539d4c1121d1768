import { randomUUID } from "node:crypto";
import type { Location } from "@claviger/core/provider";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { all, AwsBench, canary, failureOf, read, signInAs, text, type WholeProvider } from "./aws-bench.ts";
import { stubAwsEnvironment } from "./faults/aws-environment.ts";
import { type CountingProxy, startCountingProxy } from "./servers/counting-proxy.ts";
import type { PolicyDocument } from "./servers/policy-document.ts";
import { type Ministack, startMinistack } from "./servers/start-ministack.ts";

// The policies that the provider writes, given to a user of ministack's IAM, which enforces them by resource.

const bench = new AwsBench();
let ministack: Ministack;
let proxy: CountingProxy;
let provider: WholeProvider;
/** A secret that the policy is for, one that it is not for, and a name that nothing has yet. */
let mine: Location;
let theirs: Location;
let fresh: string;
/** The version of the first. */
let first: string;

beforeAll(async () => {
  ministack = await startMinistack();
  proxy = await startCountingProxy({ upstream: ministack.endpoint });
}, 120_000);

afterAll(async () => {
  await proxy.stop();
  await ministack.stop();
});

beforeEach(async () => {
  stubAwsEnvironment();
  provider = bench.provider({ endpoint: proxy.address, stsEndpoint: ministack.endpoint });
  const [one, other] = [
    await bench.seed(ministack, { SecretString: `{"a":"${canary}"}` }),
    await bench.seed(ministack, { SecretString: `{"a":"${canary}"}` }),
  ];
  [mine, theirs, first] = [{ path: one.path }, { path: other.path }, one.version];
  fresh = `claviger/${randomUUID()}`;
  proxy.clear();
});

afterEach(async () => {
  await bench.close();
  vi.unstubAllEnvs();
});

async function hold(purpose: "read" | "write" | "rotate"): Promise<void> {
  const policy: unknown = JSON.parse(provider.policy([mine, { path: fresh }], purpose));
  signInAs(await ministack.createUser(policy as PolicyDocument));
}

/** What is done to a secret, by what it is called. */
const done = {
  get: (path: string) => provider.get({ path }, bench.context()),
  put: (path: string) => provider.put({ path }, text(canary), {}, bench.context()),
  patch: (path: string) => provider.patch({ path }, { b: canary }, {}, bench.context()),
  versions: (path: string) => all(provider.versions({ path }, bench.context())),
  setStage: (path: string, to: string) => provider.setStage({ path }, "blue", { to }, bench.context()),
  delete: (path: string) => provider.delete({ path }, {}, bench.context()),
  restore: (path: string) => provider.restore({ path }, {}, bench.context()),
  list: () => all(provider.list("claviger/", bench.context())),
};
type Deed = keyof typeof done;
const every = Object.keys(done) as Deed[];

async function mayOnly(allowed: readonly Deed[]): Promise<void> {
  for (const deed of every.filter((deed) => !allowed.includes(deed))) {
    expect([deed, await failureOf(done[deed](mine.path, first))]).toMatchObject([deed, { code: "denied" }]);
  }
  for (const deed of every.filter((deed) => deed !== "list")) {
    expect([deed, await failureOf(done[deed](theirs.path, first))]).toMatchObject([deed, { code: "denied" }]);
  }
}

test("who may read reads, alone and in batches, and does nothing else", async () => {
  await hold("read");
  expect(await read(bench, provider, mine)).toContain(canary);
  const answers = await provider.getMany([{ path: mine.path }, { path: theirs.path }], bench.context());
  expect(answers).toMatchObject([{ status: "found" }, { status: "error", error: { code: "denied" } }]);
  expect(await provider.probe([mine], bench.context())).toEqual([{ status: "found", value: first }]);
  await mayOnly(["get"]);
});

test("who may write creates, changes, stages, deletes, restores and lists, and touches no other secret", async () => {
  await hold("write");
  // A name that is not there yet: with an exact policy AWS authorises it without the six characters.
  await provider.put({ path: fresh }, text(canary), { metadata: { owner: "me" } }, bench.context());
  await provider.put({ path: fresh }, text(canary), { metadata: { owner: "you" } }, bench.context());
  const { version = "" } = await provider.put(mine, text('{"a":"1"}'), { ifVersion: first }, bench.context());
  await done.patch(mine.path);
  await done.setStage(mine.path, version);
  await done.versions(mine.path);
  expect((await done.list()).length).toBeGreaterThan(2);
  await done.delete(mine.path);
  await done.restore(mine.path);
  expect(await read(bench, provider, mine)).toBe(`{"a":"1","b":"${canary}"}`);
  await mayOnly(every);
});

test("who may rotate writes a pending version and makes it current, and neither creates nor deletes", async () => {
  await hold("rotate");
  const { version: to = "" } = await provider.put(mine, text("new"), { stage: "pending" }, bench.context());
  await provider.setStage(mine, "current", { from: first, to }, bench.context());
  expect(await read(bench, provider, mine)).toBe("new");
  const creating = provider.put({ path: fresh }, text(canary), { ifAbsent: true }, bench.context());
  expect(await failureOf(creating)).toMatchObject({ code: "denied" });
  await mayOnly(["get", "put", "patch", "versions", "setStage"]);
});

describe("a check", () => {
  test("says who asks, and of each secret whether it may be read, without reading one", async () => {
    await hold("read");
    const checks = await provider.check([mine, theirs, { path: fresh }], bench.context());
    expect(checks).toMatchObject([
      { subject: "credentials", status: "ok" },
      {
        subject: "identity",
        status: "ok",
        message: expect.stringMatching(/^arn:aws:iam::123456789012:user\//),
      },
      { subject: `permission ${mine.path}`, status: "ok" },
      {
        subject: `permission ${theirs.path}`,
        status: "error",
        message: expect.stringContaining("denied"),
        fix: expect.stringContaining("secretsmanager:GetSecretValue on "),
      },
      // With an exact policy AWS does not say that it is missing.
      { subject: `permission ${fresh}`, status: "error", fix: expect.stringContaining("does not exist") },
      { subject: "clock", status: "ok" },
    ]);
    const reads = proxy.requests.filter(({ operation }) => operation !== "DescribeSecret");
    expect(reads).toHaveLength(3);
    for (const { operation, body } of reads) {
      expect(operation).toBe("GetSecretValue");
      expect(body).toContain('"VersionStage":"claviger-check"');
    }
  });

  test("tells what is missing, what is deleted, and what cannot be known", async () => {
    await provider.delete(mine, {}, bench.context());
    expect(await provider.check([{ path: fresh }, mine], bench.context())).toMatchObject([
      {},
      {},
      { status: "warning", message: expect.stringContaining("no such secret") },
      { status: "error", message: expect.stringContaining("deleted") },
      { subject: "clock" },
    ]);
    const GetSecretValue = {
      Effect: "Allow" as const,
      Action: "secretsmanager:GetSecretValue",
      Resource: "*",
    };
    signInAs(await ministack.createUser({ Version: "2012-10-17", Statement: [GetSecretValue] }));
    const blind = bench.provider({ endpoint: proxy.address });
    expect(await blind.check([theirs], bench.context())).toMatchObject([
      { subject: "credentials", status: "ok" },
      { subject: "identity", status: "ok", message: expect.stringContaining("not asked") },
      { status: "warning", message: expect.stringContaining("cannot be known") },
      { subject: "clock" },
    ]);
  });

  test("without credentials is one error, and with STS out of reach no error", async () => {
    const lonely = bench.provider({ endpoint: proxy.address, stsEndpoint: "http://127.0.0.1:9" });
    expect(await lonely.check([mine], bench.context())).toMatchObject([
      { status: "ok" },
      { subject: "identity", status: "warning" },
      { status: "ok" },
      { subject: "clock" },
    ]);
    vi.stubEnv("AWS_ACCESS_KEY_ID", undefined);
    const nobody = bench.provider({ endpoint: proxy.address });
    expect(await nobody.check([mine], bench.context())).toMatchObject([
      { subject: "credentials", status: "error", fix: expect.stringContaining("AWS_ACCESS_KEY_ID") },
    ]);
  });
});
