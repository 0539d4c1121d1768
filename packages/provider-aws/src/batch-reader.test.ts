import { nodeHost } from "@claviger/core";
import type { Answer, Location, Provider, ProviderReport, SecretRecord } from "@claviger/core/provider";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { aws } from "./aws.ts";
import { type Asked, byAction } from "./testing/by-action.ts";
import { all, arnOf, denied, secret, single, withBatch } from "./testing/batch-replies.ts";
import { callContext } from "./testing/call-context.ts";
import { someCredentials, stubCredentialsEnvironment } from "./testing/credentials-environment.ts";
import { awsError, json, page, type Reply, type StandIn, startStandIn } from "./testing/stand-in.ts";
import { awsOptions } from "./testing/aws-options.ts";
import { answerInRounds } from "./testing/rounds.ts";

const hang: Reply = () => undefined;
/** A full batch of names that no other call asks for. */
const fullBatch = (call: number): string[] => Array.from({ length: 20 }, (_, index) => `s${call}-${index}`);

let standIn: StandIn;
let provider: Provider;
let reports: ProviderReport[];

beforeEach(async () => {
  stubCredentialsEnvironment(someCredentials);
  standIn = await startStandIn(withBatch(all));
  provider = instance();
  reports = [];
});

afterEach(async () => {
  await provider.close?.();
  await standIn.stop();
  vi.unstubAllEnvs();
});

function instance(options: Partial<Parameters<typeof aws.create>[0]> = {}): Provider {
  return aws.create(awsOptions({ region: "us-east-1", endpoint: standIn.url, ...options }), nodeHost());
}

async function read(
  asked: readonly (string | Location)[],
  { ms, signal }: { readonly ms?: number; readonly signal?: AbortSignal } = {},
): Promise<readonly Answer<SecretRecord>[]> {
  if (!provider.getMany) throw new Error("The provider reads no batches.");
  const locations = asked.map((at) => (typeof at === "string" ? { path: at } : at));
  const report = (said: ProviderReport): void => void reports.push(said);
  const answers = await provider.getMany(locations, { ...callContext(ms, signal), report });
  const errors = answers.filter(({ status }) => status === "error");
  expect(inspect([errors, reports], { depth: 9, showHidden: true })).not.toMatch(
    /canary|AKIDEXAMPLE|Authorization/,
  );
  return answers;
}

const found = (name: string): object => ({
  status: "found",
  value: { id: arnOf(name), value: { type: "text", text: `canary of ${name}` } },
});
const failed = (code: string, location: string): object => ({ status: "error", error: { code, location } });

describe("several secrets", () => {
  test("are one request, whose entries may be in any order", async () => {
    expect(await read(["a", "b", "c"])).toMatchObject([found("a"), found("b"), found("c")]);
    expect(standIn.asked).toEqual(["BatchGetSecretValue"]);
  });

  test("have the records that single reads give", async () => {
    const [answer] = await read(["a", "b"]);
    const value = await provider.get?.({ path: "a" }, callContext());
    expect(answer).toEqual({ status: "found", value });
  });

  test("may be asked for twice, and by name and ARN", async () => {
    let sent: readonly string[] = [];
    standIn.reply = withBatch(({ SecretIdList }) => {
      sent = SecretIdList;
      return json(200, { SecretValues: [secret("b"), secret("a")] });
    });
    expect(await read(["a", arnOf("a"), "b", "a"])).toMatchObject([
      found("a"),
      found("a"),
      found("b"),
      found("a"),
    ]);
    expect(sent).toEqual(["a", arnOf("a"), "b"]);
  });

  test("may be bytes, empty, or without a value", async () => {
    const values = [
      secret("a", { SecretBinary: "AAH/" }),
      secret("b", { SecretString: "" }),
      secret("c", {}),
    ];
    standIn.reply = withBatch(() => json(200, { SecretValues: values }));
    expect(await read(["a", "b", "c"])).toMatchObject([
      { value: { value: { type: "bytes", bytes: Uint8Array.of(0, 1, 255) } } },
      { value: { value: { type: "text", text: "" } } },
      failed("decode", "c"),
    ]);
  });

  test("of several regions are a batch each, signed for the region", async () => {
    const regions: (string | undefined)[] = [];
    standIn.reply = byAction({
      BatchGetSecretValue:
        ({ SecretIdList }) =>
        (request, response) => {
          regions.push(/\/([a-z0-9-]+)\/secretsmanager/.exec(request.headers.authorization ?? "")?.[1]);
          const SecretValues = SecretIdList.map((ARN) => ({ ...secret("a"), ARN }));
          json(200, { SecretValues })(request, response);
        },
    });
    const paths = ["us-east-1", "eu-west-1"].flatMap((region) => [arnOf("a", region), arnOf("b", region)]);
    expect(await read(paths)).toMatchObject(paths.map((id) => ({ status: "found", value: { id } })));
    expect(new Set(regions)).toEqual(new Set(["eu-west-1", "us-east-1"]));
    expect(regions).toHaveLength(2);
  });

  test("with a pinned version are read by themselves: a batch cannot ask for one", async () => {
    const pinned = { path: "c", version: { stage: "previous" } };
    expect(await read(["a", pinned, "b"])).toMatchObject([found("a"), found("c"), found("b")]);
    expect(standIn.asked.toSorted()).toEqual(["BatchGetSecretValue", "GetSecretValue"]);
  });

  test("are not answered with the current version where another one is pinned", async () => {
    standIn.reply = withBatch(all, { GetSecretValue: () => json(200, secret("a", { SecretString: "old" })) });
    const pinned = { path: "a", version: { stage: "previous" } };
    expect(await read(["a", pinned, "b"])).toMatchObject([
      found("a"),
      { status: "found", value: { value: { text: "old" } } },
      found("b"),
    ]);
  });

  test("that are only one, or none, are no batch", async () => {
    expect(await read(["a"])).toMatchObject([found("a")]);
    expect(await read(["a", "a"])).toMatchObject([found("a"), found("a")]);
    expect(await read([])).toEqual([]);
    expect(standIn.asked).not.toContain("BatchGetSecretValue");
  });

  test("are never a batch with the option batch: false", () => {
    expect(instance({ batch: false })).not.toHaveProperty("getMany");
  });
});

describe("of the secrets of a batch, each has its own answer", () => {
  test.each([
    ["a missing one", { ErrorCode: "ResourceNotFoundException" }, { status: "absent" }],
    ["a denied one", { ErrorCode: "AccessDeniedException" }, failed("denied", "b")],
    ["one whose key is refused", { ErrorCode: "DecryptionFailure" }, failed("denied", "b")],
    ["a throttled one", { ErrorCode: "ThrottlingException" }, failed("throttled", "b")],
    ["a failing one", { ErrorCode: "InternalFailure" }, failed("unavailable", "b")],
    ["one with an error of a new name", { ErrorCode: "NewException" }, failed("internal", "b")],
    ["one with an error without a name", {}, failed("unavailable", "b")],
  ])("%s", async (_, error, expected) => {
    const Errors = [{ SecretId: "b", Message: "canary", ...error }];
    const reply = json(200, { SecretValues: [secret("a")], Errors }, { "x-amzn-requestid": "r-1" });
    standIn.reply = withBatch(() => reply);
    expect(await read(["a", "b"])).toMatchObject([found("a"), expected]);
    expect(standIn.asked).toEqual(["BatchGetSecretValue"]);
  });

  test("a denied one says which action to allow, or that it does not exist", async () => {
    const Errors = [{ SecretId: "b", ErrorCode: "AccessDeniedException" }];
    standIn.reply = withBatch(() => json(200, { SecretValues: [secret("a")], Errors }));
    expect(await read(["a", "b"])).toMatchObject([
      {},
      { error: { hint: expect.stringMatching(/secretsmanager:GetSecretValue on .*b-\?{6}.*not exist/) } },
    ]);
  });

  test("one whose key is refused says so", async () => {
    const Message = "Access to KMS is not allowed";
    const Errors = [{ SecretId: "b", ErrorCode: "AccessDeniedException", Message }];
    standIn.reply = withBatch(() => json(200, { SecretValues: [secret("a"), null], Errors }));
    expect(await read(["a", "b"])).toMatchObject([
      found("a"),
      { error: { code: "denied", hint: expect.stringContaining("kms:Decrypt") } },
    ]);
  });

  test("a deleted one is told from one that is disabled", async () => {
    const Errors = ["b", "c"].map((SecretId) => ({ SecretId, ErrorCode: "InvalidRequestException" }));
    standIn.reply = withBatch(() => json(200, { SecretValues: [], Errors }), {
      DescribeSecret: ({ SecretId }: Asked) =>
        json(200, { ARN: arnOf(SecretId), ...(SecretId === "b" ? { DeletedDate: 1 } : {}) }),
    });
    expect(await read(["b", "c"])).toMatchObject([failed("deleted", "b"), failed("disabled", "c")]);
  });

  test("one that is passed over in silence is read by itself, and never absent", async () => {
    standIn.reply = withBatch(() => json(200, { SecretValues: [secret("a")] }), {
      GetSecretValue: ({ SecretId }: Asked) =>
        SecretId === "b" ? single({ SecretId, SecretIdList: [] }) : awsError("InternalServiceError", 500),
    });
    expect(await read(["a", "b", "c"])).toMatchObject([found("a"), found("b"), failed("unavailable", "c")]);
  });
});

describe("a batch that is denied as a whole", () => {
  test("is replaced by single reads, and is not tried again", async () => {
    standIn.reply = withBatch(denied);
    expect(await read(["a", "b"])).toMatchObject([found("a"), found("b")]);
    expect(await read(["c", "d"])).toMatchObject([found("c"), found("d")]);
    expect(standIn.asked.filter((action) => action === "BatchGetSecretValue")).toHaveLength(1);
    expect(standIn.asked.filter((action) => action === "GetSecretValue")).toHaveLength(4);
    expect(reports).toEqual([
      {
        type: "warning",
        id: "batch-denied",
        message: expect.stringContaining("allow it on *, or set SECRETS_AWS_BATCH=false"),
      },
    ]);
  });

  test("is warned about once when several are denied at once", async () => {
    standIn.reply = withBatch(denied);
    await Promise.all([read(["a", "b"]), read(["c", "d"])]);
    expect(reports).toHaveLength(1);
  });

  test("for the key of one of its secrets is replaced this time only", async () => {
    standIn.reply = withBatch(() => awsError("DecryptionFailure"));
    await read(["a", "b"]);
    await read(["a", "b"]);
    expect(standIn.asked.filter((action) => action === "BatchGetSecretValue")).toHaveLength(2);
    expect(reports).toEqual([]);
  });

  test("is read by 20 at once at most, over all calls", async () => {
    const rounds = answerInRounds(20);
    const slow = (asked: Asked): Reply => rounds.hold(single(asked));
    standIn.reply = withBatch(denied, { GetSecretValue: slow });
    const answers = await Promise.all([1, 2, 3].map((call) => read(fullBatch(call))));
    expect(answers.flat().map(({ status }) => status)).toEqual(Array.from({ length: 60 }, () => "found"));
    expect(rounds.most()).toBe(20);
  });
});

describe("a batch that fails as a whole", () => {
  test.each<[string, Reply, string]>([
    ["throttling", awsError("ThrottlingException"), "throttled"],
    ["a failure of the service", awsError("InternalServiceError", 500), "unavailable"],
    ["unknown credentials", awsError("UnrecognizedClientException"), "auth_failed"],
    ["a connection that is reset", (request) => request.socket.resetAndDestroy(), "unavailable"],
    ["a proxy's page", page(200, "<html>canary</html>"), "unavailable"],
    ["a proxy's login page", page(403, "<html>canary</html>"), "unavailable"],
    ["null", page(200, "null", { "content-type": "application/x-amz-json-1.1" }), "unavailable"],
    ["an empty object", json(200, {}), "unavailable"],
    ["no entries", json(200, { SecretValues: [], Errors: [] }), "unavailable"],
    ["entries of no secret", json(200, { SecretValues: [null, {}], Errors: [null, {}] }), "unavailable"],
    ["lists that are none", json(200, { SecretValues: "canary", Errors: 1 }), "unavailable"],
  ])("%s is the failure of each secret, after one request", async (_, reply, code) => {
    standIn.reply = withBatch(() => reply);
    const answers = await read(["a", "b"]);
    expect(answers).toMatchObject([{ error: { code } }, { error: { code } }]);
    expect(standIn.asked).toHaveLength(1);
  });

  test("throttling tells each secret how long to wait", async () => {
    standIn.reply = withBatch(() => awsError("ThrottlingException", 400, { "retry-after": "2" }));
    const throttled = ["a", "b"].map((location) => ({
      error: { code: "throttled", location, retryAfter: 2 },
    }));
    expect(await read(["a", "b"])).toMatchObject(throttled);
  });

  test.each(["InvalidParameterException", "ResourceNotFoundException", "UnknownOperationException"])(
    "for what it asks (%s) is replaced by single reads, which tell whose fault it is",
    async (name) => {
      standIn.reply = withBatch(() => awsError(name), {
        GetSecretValue: (asked: Asked) => (asked.SecretId === "a" ? single(asked) : awsError(name)),
      });
      const [one, other] = await read(["a", "b"]);
      expect(one).toMatchObject(found("a"));
      expect(other?.status).toBe(name === "ResourceNotFoundException" ? "absent" : "error");
    },
  );

  test("for want of a region fails those secrets alone that name none", async () => {
    provider = instance({ region: undefined });
    standIn.reply = byAction({
      BatchGetSecretValue: ({ SecretIdList }) =>
        json(200, { SecretValues: SecretIdList.map((ARN) => ({ ...secret("a"), ARN })) }),
    });
    const answers = await read(["a", arnOf("c"), arnOf("d"), "b"]);
    const notConfigured = { error: { code: "not_configured" } };
    expect(answers).toMatchObject([notConfigured, { status: "found" }, { status: "found" }, notConfigured]);
  });
});

describe("limits of a batch", () => {
  test("no answer is a timeout of each secret at the deadline, in the single reads too", async () => {
    await read(["a", "b"]);
    for (const reply of [
      hang,
      withBatch(() => awsError("AccessDeniedException"), { GetSecretValue: () => hang }),
    ]) {
      standIn.reply = reply;
      const begun = performance.now();
      const names = Array.from({ length: 30 }, (_, index) => `s-${index}`);
      const answers = await read(names, { ms: 100 });
      expect(performance.now() - begun).toBeLessThan(600);
      expect(answers).toMatchObject(names.map(() => ({ error: { code: "timeout" } })));
    }
  });

  test("those that wait for others to be read do not wait longer than their own time", async () => {
    standIn.reply = withBatch(denied);
    await read(["a", "b"]);
    standIn.reply = hang;
    const before = read(fullBatch(1), { ms: 600 });
    const begun = performance.now();
    expect(await read(["a", "b"], { ms: 100 })).toMatchObject([
      { error: { code: "timeout" } },
      { error: { code: "timeout" } },
    ]);
    expect(performance.now() - begun).toBeLessThan(400);
    await before;
  });

  test("what was answered before the deadline is, whatever is still missing", async () => {
    await read(["a", "b"]);
    standIn.reply = withBatch(all, { GetSecretValue: () => hang });
    const pinned = { path: "c", version: { stage: "previous" } };
    expect(await read(["a", pinned, "b"], { ms: 200 })).toMatchObject([
      found("a"),
      { error: { code: "timeout" } },
      found("b"),
    ]);
  });

  test("it is given up when its signal is aborted", async () => {
    const caller = new AbortController();
    const request = Promise.withResolvers<void>();
    standIn.reply = () => request.resolve();
    const outcome = read(["a", "b"], { signal: caller.signal });
    await request.promise;
    caller.abort();
    expect(await outcome).toMatchObject([{ error: { code: "aborted" } }, { error: { code: "aborted" } }]);
  });

  test("closing ends it", async () => {
    const request = Promise.withResolvers<void>();
    standIn.reply = () => request.resolve();
    const outcome = read(["a", "b"]);
    await request.promise;
    await provider.close?.();
    expect(await outcome).toMatchObject([{ error: { code: "aborted" } }, { error: { code: "aborted" } }]);
  });
});
