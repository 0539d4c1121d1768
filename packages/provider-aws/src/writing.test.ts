import { inspect } from "node:util";
import { nodeHost } from "@claviger/core";
import type { Location, Provider, PutOptions, SecretInfo, WritableValue } from "@claviger/core/provider";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { aws } from "./aws.ts";
import { awsOptions } from "./testing/aws-options.ts";
import { byAction } from "./testing/by-action.ts";
import { callContext } from "./testing/call-context.ts";
import { someCredentials, stubCredentialsEnvironment } from "./testing/credentials-environment.ts";
import { answerInRounds } from "./testing/rounds.ts";
import { awsError, json, page, type Reply, type StandIn, startStandIn } from "./testing/stand-in.ts";

// What AWS answers and test servers do not, and what is decided without asking.

const arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:a-AbC123";
const described = { ARN: arn, Name: "a", VersionIdsToStages: { v1: ["AWSCURRENT"] } };
const written = { ARN: arn, Name: "a", VersionId: "v2" };
const canary = { type: "text", text: "canary-value" } as const;

type Replies = Readonly<Record<string, Reply>>;

let standIn: StandIn;
let provider: Provider;

beforeEach(async () => {
  stubCredentialsEnvironment(someCredentials);
  standIn = await startStandIn(json(200, written));
  provider = aws.create(awsOptions({ region: "us-east-1", endpoint: standIn.url }), nodeHost());
});

afterEach(async () => {
  await provider.close?.();
  await standIn.stop();
  vi.unstubAllEnvs();
});

/** Replies by the action; others succeed. */
function answers(replies: Replies): void {
  const usual: Replies = {
    DescribeSecret: json(200, described),
    PutSecretValue: json(200, written),
    CreateSecret: json(200, written),
    UpdateSecretVersionStage: json(200, written),
    TagResource: json(200, {}),
  };
  const all = Object.entries({ ...usual, ...replies }).map(
    ([action, reply]) => [action, () => reply] as const,
  );
  standIn.reply = byAction(Object.fromEntries(all));
}

const put = async (
  options: PutOptions = {},
  at: Location = { path: "a" },
  value: WritableValue = canary,
): Promise<SecretInfo> => {
  if (!provider.put) throw new Error("The provider does not write.");
  return await provider.put(at, value, options, callContext());
};

async function failureOf(call: Promise<unknown> | undefined): Promise<unknown> {
  const error: unknown = await call?.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(`${inspect(error, { depth: 9, showHidden: true })} ${JSON.stringify(error)}`).not.toMatch(
    /canary|AKID/,
  );
  return error;
}

async function all<T>(items: AsyncIterable<T> | undefined): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items ?? []) found.push(item);
  return found;
}

describe("what cannot be written is refused without a request", () => {
  const long = "x".repeat(65_537);
  test.each<[string, Location, WritableValue, PutOptions, string]>([
    ["a name that AWS does not take", { path: "a b" }, canary, {}, "invalid_ref"],
    ["a name that is too long", { path: "x".repeat(513) }, canary, {}, "invalid_ref"],
    ["dot segments", { path: "a/../b" }, canary, {}, "invalid_ref"],
    ["an ARN that is none", { path: "arn:aws:s3:::b" }, canary, {}, "invalid_ref"],
    ["a field", { path: "a", field: "f" }, canary, {}, "invalid_ref"],
    ["a version", { path: "a", version: { version: "v1" } }, canary, {}, "invalid_ref"],
    ["a text over 64 KiB", { path: "a" }, { type: "text", text: long }, {}, "invalid_value"],
    ["bytes over 64 KiB", { path: "a" }, { type: "bytes", bytes: Buffer.from(long) }, {}, "invalid_value"],
    ["fields over 64 KiB", { path: "a" }, { type: "fields", fields: { long } }, {}, "invalid_value"],
    ["a stage that is too long", { path: "a" }, canary, { stage: "x".repeat(257) }, "invalid_ref"],
    ["a stage without a name", { path: "a" }, canary, { stage: "" }, "invalid_ref"],
    ["metadata that cannot be tags", { path: "a" }, canary, { metadata: { "aws:x": "1" } }, "invalid_value"],
    ["a new secret under an ARN", { path: arn }, canary, { ifAbsent: true }, "invalid_ref"],
    [
      "a new secret that is pending",
      { path: "a" },
      canary,
      { ifAbsent: true, stage: "pending" },
      "unsupported",
    ],
    [
      "a pending version in place of another",
      { path: "a" },
      canary,
      { ifVersion: "v1", stage: "pending" },
      "unsupported",
    ],
    [
      "a version of what must not be there",
      { path: "a" },
      canary,
      { ifVersion: "v1", ifAbsent: true },
      "unsupported",
    ],
  ])("%s", async (...[, at, value, options, code]) => {
    expect(await failureOf(put(options, at, value))).toMatchObject({ code, hint: expect.any(String) });
    expect(standIn.asked).toEqual([]);
  });
});

describe("what is done to a secret whole is not done for a part of it", () => {
  const parts: readonly Location[] = [
    { path: "a", field: "f" },
    { path: "a", field: "f", derived: true },
    { path: "a", version: { stage: "previous" } },
  ];
  test.each(parts)("%j", async (part) => {
    const calls = [provider.delete?.(part, {}, callContext()), provider.restore?.(part, {}, callContext())];
    for (const call of calls) expect(await failureOf(call)).toMatchObject({ code: "invalid_ref" });
    expect(standIn.asked).toEqual([]);
  });

  test("and a pinned version is not patched", async () => {
    const patching = provider.patch?.(
      { path: "a", version: { version: "v1" } },
      { f: "x" },
      {},
      callContext(),
    );
    expect(await failureOf(patching)).toMatchObject({ code: "invalid_ref" });
    expect(standIn.asked).toEqual([]);
  });
});

describe("what AWS answers to a write", () => {
  test.each<[string, Replies, PutOptions, object]>([
    ["a proxy's page", { PutSecretValue: page(200, "<html>canary") }, {}, { code: "unavailable" }],
    ["an empty object", { PutSecretValue: json(200, {}) }, {}, { code: "unavailable" }],
    [
      "an empty object to a new secret",
      { CreateSecret: json(200, {}) },
      { ifAbsent: true },
      { code: "unavailable" },
    ],
    [
      "a failure of the service",
      { PutSecretValue: awsError("InternalServiceError", 500) },
      {},
      { code: "unavailable", hint: expect.stringContaining("may have been done") },
    ],
    [
      "a value that it does not take",
      { PutSecretValue: awsError("InvalidParameterException") },
      {},
      { code: "invalid_value" },
    ],
    [
      "too many versions",
      { PutSecretValue: awsError("LimitExceededException") },
      {},
      { code: "throttled", hint: expect.stringContaining("about a hundred") },
    ],
    [
      "a key that may not be used",
      { PutSecretValue: awsError("EncryptionFailure") },
      {},
      { code: "denied", hint: expect.stringContaining("kms:GenerateDataKey") },
    ],
    [
      "a secret that is deleted",
      {
        PutSecretValue: awsError("InvalidRequestException"),
        DescribeSecret: json(200, { ...described, DeletedDate: 1 }),
      },
      {},
      { code: "deleted", hint: expect.stringContaining("restore-secret") },
    ],
    [
      "a new secret under the name of one that is deleted",
      {
        CreateSecret: awsError("InvalidRequestException"),
        DescribeSecret: json(200, { ...described, DeletedDate: 1 }),
      },
      { ifAbsent: true },
      { code: "deleted" },
    ],
    [
      "a secret that another service owns",
      { PutSecretValue: awsError("InvalidRequestException") },
      {},
      { code: "disabled" },
    ],
    [
      "a secret under an ARN that is not there",
      { PutSecretValue: awsError("ResourceNotFoundException") },
      {},
      { code: "invalid_ref" },
    ],
    [
      "the stage at another version",
      { UpdateSecretVersionStage: awsError("InvalidParameterException") },
      { ifVersion: "v1" },
      { code: "conflict" },
    ],
    [
      "a deletion in the middle",
      { UpdateSecretVersionStage: awsError("ResourceNotFoundException") },
      { ifVersion: "v1" },
      { code: "conflict" },
    ],
    [
      "a description that is not one",
      { DescribeSecret: json(200, {}) },
      { ifVersion: "v1" },
      { code: "unavailable" },
    ],
    [
      "no leave to tag",
      { TagResource: awsError("AccessDeniedException") },
      { metadata: { owner: "me" } },
      { code: "denied", problem: expect.stringContaining("version v2 of") },
    ],
  ])("%s", async (name, replies, options, expected) => {
    answers(replies);
    expect(await failureOf(put(options, { path: name.includes("an ARN") ? arn : "a" }))).toMatchObject(
      expected,
    );
  });

  test("a secret that others create in the same moment gets a version of this one", async () => {
    const puts = [awsError("ResourceNotFoundException"), json(200, written)];
    answers({
      CreateSecret: awsError("ResourceExistsException"),
      PutSecretValue: (...to) => puts.shift()?.(...to),
    });
    await expect(put()).resolves.toEqual({ path: "a", version: "v2", stages: ["AWSCURRENT"] });
    expect(standIn.asked).toEqual(["PutSecretValue", "CreateSecret", "PutSecretValue"]);
  });

  test("a write that is sent again with new credentials has the same token, so that it is done once", async () => {
    const tokens: string[] = [];
    const replies = [awsError("ExpiredTokenException"), json(200, written)];
    standIn.reply = (request, response) => {
      let body = "";
      request.on("data", (chunk) => (body += String(chunk)));
      request.on("end", () => {
        tokens.push((JSON.parse(body) as { readonly ClientRequestToken: string }).ClientRequestToken);
        vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIDRENEWED");
        replies.shift()?.(request, response);
      });
    };
    await put();
    expect(tokens).toHaveLength(2);
    expect(new Set(tokens).size).toBe(1);
    expect(tokens[0]).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("a stage that cannot be taken off does not fail what was written, and is reported", async () => {
    const moves = [json(200, written), awsError("InternalServiceError", 500)];
    answers({ UpdateSecretVersionStage: (...to) => moves.shift()?.(...to) });
    const reports: unknown[] = [];
    const context = { ...callContext(), report: (report: unknown) => reports.push(report) };
    const writing = provider.put?.({ path: "a" }, canary, { ifVersion: "v1" }, context);
    await expect(writing).resolves.toMatchObject({ version: "v2" });
    expect(reports).toMatchObject([{ id: "stage-left", message: expect.stringContaining("claviger-write") }]);
  });
});

describe("a stage that AWS does not move", () => {
  test.each([
    ["is elsewhere", "v0", "conflict"],
    ["is where it was expected: the version is none", "v1", "version_not_found"],
  ])("%s", async (_, from, code) => {
    answers({ UpdateSecretVersionStage: awsError("InvalidParameterException") });
    const moving = provider.setStage?.({ path: "a" }, "current", { from, to: "v9" }, callContext());
    expect(await failureOf(moving)).toMatchObject({ code });
  });
});

describe("a patch that always loses", () => {
  test("gives up as a conflict, before it has used up the versions that AWS keeps", async () => {
    answers({
      GetSecretValue: json(200, { ...written, VersionId: "v1", SecretString: '{"a":"1"}' }),
      UpdateSecretVersionStage: awsError("InvalidParameterException"),
    });
    provider = aws.create(awsOptions({ region: "us-east-1", endpoint: standIn.url }), {
      ...nodeHost(),
      random: () => 0,
    });
    expect(
      await failureOf(provider.patch?.({ path: "a" }, { a: "2" }, {}, callContext(10_000))),
    ).toMatchObject({
      code: "conflict",
    });
    expect(standIn.asked.filter((action) => action === "PutSecretValue")).toHaveLength(10);
  });

  test("is one attempt where it expects a version", async () => {
    answers({
      GetSecretValue: json(200, { ...written, VersionId: "v1", SecretString: '{"a":"1"}' }),
      UpdateSecretVersionStage: awsError("InvalidParameterException"),
    });
    const patching = provider.patch?.({ path: "a" }, { a: "2" }, { ifVersion: "v1" }, callContext());
    expect(await failureOf(patching)).toMatchObject({ code: "conflict" });
    expect(standIn.asked.filter((action) => action === "PutSecretValue")).toHaveLength(1);
  });
});

const list = (): AsyncIterable<SecretInfo> | undefined => provider.list?.("a", callContext());
const versions = (): AsyncIterable<SecretInfo> | undefined =>
  provider.versions?.({ path: "a" }, callContext());

describe("a listing", () => {
  test.each([
    ["secrets", { SecretList: [{ Name: "a1" }], NextToken: "again" }, list],
    ["versions", { Versions: [{ VersionId: "v1" }], NextToken: "again" }, versions],
  ])("of %s that gives the same page again is unavailable, and ends", async (_, reply, listing) => {
    standIn.reply = json(200, reply);
    expect(await failureOf(all(listing()))).toMatchObject({ code: "unavailable" });
    expect(standIn.asked).toHaveLength(2);
  });

  test.each([
    ["secrets", list],
    ["versions", versions],
  ])("of %s that is not one is unavailable, and not empty", async (_, listing) => {
    for (const reply of [
      json(200, {}),
      page(200, "<html>canary"),
      json(200, { SecretList: {}, Versions: "canary" }),
    ]) {
      standIn.reply = reply;
      expect(await failureOf(all(listing()))).toMatchObject({ code: "unavailable" });
    }
  });

  test("that nobody reads to its end asks for no further page", async () => {
    standIn.reply = json(200, { SecretList: [{ Name: "a1" }, { Name: "a2" }], NextToken: "next" });
    for await (const { path } of list() ?? []) {
      expect(path).toBe("a1");
      break;
    }
    expect(standIn.asked).toEqual(["ListSecrets"]);
  });
});

describe("a probe", () => {
  test("asks for twenty at a time, however many there are", async () => {
    const rounds = answerInRounds(20);
    standIn.reply = rounds.hold(json(200, described));
    const locations = Array.from({ length: 60 }, () => ({ path: "a" }));
    const found = await provider.probe?.(locations, callContext(10_000));
    expect(found).toEqual(locations.map(() => ({ status: "found", value: "v1" })));
    expect(rounds.most()).toBe(20);
  });

  test("takes what is not about the secret for a failure, and not for absence", async () => {
    standIn.reply = json(200, {});
    expect(await provider.probe?.([{ path: "a" }], callContext())).toMatchObject([
      { status: "error", error: { code: "unavailable" } },
    ]);
    standIn.reply = json(200, { ARN: arn, Name: "a" });
    expect(await provider.probe?.([{ path: "a" }], callContext())).toEqual([{ status: "absent" }]);
  });
});

test("more than twenty secrets are read in as many batches as AWS takes", async () => {
  const sizes: number[] = [];
  standIn.reply = byAction({
    BatchGetSecretValue: ({ SecretIdList }) => {
      sizes.push(SecretIdList.length);
      const SecretValues = SecretIdList.map((Name) => ({
        ...written,
        ARN: arn.replace("a-", `${Name}-`),
        Name,
        SecretString: Name,
      }));
      return json(200, { SecretValues, Errors: [] });
    },
  });
  const locations = Array.from({ length: 45 }, (_, index) => ({ path: `s${index}` }));
  const read = await provider.getMany?.(locations, callContext());
  expect(read?.map((answer) => answer.status)).toEqual(locations.map(() => "found"));
  expect(sizes.toSorted((a, b) => a - b)).toEqual([5, 20, 20]);
});

test("a check that is too late says so, and does not fail", async () => {
  standIn.reply = () => undefined;
  // The SDK is loaded, and the credentials are at hand.
  await failureOf(provider.get?.({ path: "a" }, callContext(1_000)));
  expect(await provider.check?.([{ path: "a" }, { path: "b" }], callContext(700))).toMatchObject([
    { subject: "credentials", status: "ok" },
    { subject: "identity" },
    { subject: "permission a", status: "error", message: expect.stringContaining("timeout") },
    { subject: "permission b", status: "error", message: expect.stringContaining("timeout") },
  ]);
});

test("a check with credentials of nobody fails no call, and one that is given up is aborted", async () => {
  standIn.reply = awsError("UnrecognizedClientException");
  expect(await provider.check?.([{ path: "a" }], callContext())).toMatchObject([
    { subject: "credentials" },
    { subject: "identity" },
    { subject: "permission a", status: "error", message: expect.stringContaining("auth_failed") },
    { subject: "clock", status: "ok" },
  ]);
  expect(
    await failureOf(provider.check?.([{ path: "a" }], callContext(100, AbortSignal.abort()))),
  ).toMatchObject({
    code: "aborted",
  });
});
