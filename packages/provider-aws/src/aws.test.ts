import { nodeHost } from "@claviger/core";
import type { Location, Provider } from "@claviger/core/provider";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { aws } from "./aws.ts";
import { callContext } from "./testing/call-context.ts";
import { someCredentials, stubCredentialsEnvironment } from "./testing/credentials-environment.ts";
import {
  awsError,
  closedUrl,
  json,
  page,
  type Reply,
  type StandIn,
  startStandIn,
} from "./testing/stand-in.ts";
import { awsOptions } from "./testing/aws-options.ts";

const arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:a-AbC123";
const found = {
  ARN: arn,
  Name: "a",
  VersionId: "v1",
  VersionStages: ["AWSCURRENT"],
  CreatedDate: 0,
  SecretString: "canary-value",
};
const at = { path: "a" };

let standIn: StandIn;
let provider: Provider;

beforeEach(async () => {
  stubCredentialsEnvironment(someCredentials);
  standIn = await startStandIn(json(200, found));
  provider = aws.create(awsOptions({ region: "us-east-1", endpoint: standIn.url }), nodeHost());
});

afterEach(async () => {
  await provider.close?.();
  await standIn.stop();
  vi.unstubAllEnvs();
});

/** What is thrown: with nothing in it that was sent or received. */
async function failure(location: Location = at, ms?: number): Promise<unknown> {
  const error: unknown = await provider.get?.(location, callContext(ms)).then(
    () => undefined,
    (error: unknown) => error,
  );
  const shown = `${inspect(error, { depth: 9, showHidden: true })} ${JSON.stringify(error)}`;
  expect(shown).not.toMatch(/canary|AKIDEXAMPLE|Authorization/);
  return error;
}

describe("a read", () => {
  test("makes a record of the reply", async () => {
    await expect(provider.get?.(at, callContext())).resolves.toEqual({
      id: arn,
      value: { type: "text", text: "canary-value" },
      version: "v1",
      stages: ["AWSCURRENT"],
      createdAt: new Date(0),
      source: "a in us-east-1",
    });
  });

  test("is one request, over a connection that is kept", async () => {
    const connections = new Set<unknown>();
    standIn.reply = (request, response) => {
      connections.add(request.socket);
      json(200, found)(request, response);
    };
    for (let read = 0; read < 3; read += 1) await provider.get?.(at, callContext());
    expect(standIn.asked).toEqual(["GetSecretValue", "GetSecretValue", "GetSecretValue"]);
    expect(connections.size).toBe(1);
  });

  test("of an ARN is signed for the ARN's region", async () => {
    const path = arn.replace("us-east-1", "eu-west-1");
    let authorization: string | undefined;
    standIn.reply = (request, response) => {
      authorization = request.headers.authorization;
      json(200, { ...found, ARN: path })(request, response);
    };
    await expect(provider.get?.({ path }, callContext())).resolves.toMatchObject({
      source: "a in eu-west-1",
    });
    expect(authorization).toContain("/eu-west-1/secretsmanager/");
  });

  test("imports nothing and opens nothing before it is asked for", () => {
    expect(standIn.asked).toEqual([]);
  });
});

describe("a failure has the code that says what to do", () => {
  test.each<[string, Reply, object]>([
    ["a denial", awsError("AccessDeniedException"), { code: "denied", location: "a" }],
    ["a denial as emulators give it", awsError("AccessDeniedException", 403), { code: "denied" }],
    ["a key that is refused", awsError("DecryptionFailure"), { code: "denied" }],
    ["unknown credentials", awsError("UnrecognizedClientException"), { code: "auth_failed" }],
    [
      "throttling",
      awsError("ThrottlingException", 400, { "retry-after": "2" }),
      { code: "throttled", retryAfter: 2 },
    ],
    ["a failure of the service", awsError("InternalServiceError", 500), { code: "unavailable" }],
    ["an unknown refusal", awsError("NewException"), { code: "internal", cause: { name: "NewException" } }],
    ["another service at the endpoint", awsError("UnknownOperationException"), { code: "not_configured" }],
    ["a proxy's page", page(200, "<html>canary</html>"), { code: "unavailable" }],
    ["a proxy's login page", page(403, "<html>canary</html>"), { code: "unavailable" }],
    ["a page that is not found", page(404, "<html>canary</html>"), { code: "unavailable" }],
    ["a gateway's page", page(502, "canary"), { code: "unavailable" }],
    ["a proxy's JSON", json(403, { message: "canary" }), { code: "unavailable" }],
    ["a proxy's JSON for what is not found", json(404, { error: "canary" }), { code: "unavailable" }],
    ["a list", page(200, '["canary"]', { "content-type": "application/json" }), { code: "unavailable" }],
    ["null", page(200, "null", { "content-type": "application/json" }), { code: "unavailable" }],
    ["an empty body", page(200, ""), { code: "unavailable" }],
    ["an empty object", json(200, {}), { code: "unavailable" }],
    ["a value of another type", json(200, { ...found, SecretString: { canary: 1 } }), { code: "decode" }],
    ["another secret", json(200, { ...found, Name: "b" }), { code: "unavailable" }],
    ["a body that is cut off", cutOff, { code: "unavailable" }],
    ["a connection that is reset", (request) => request.socket.resetAndDestroy(), { code: "unavailable" }],
  ])("%s", async (_, reply, expected) => {
    standIn.reply = reply;
    expect(await failure()).toMatchObject(expected);
    expect(standIn.asked).toHaveLength(1);
  });

  test("nothing listens at the endpoint", async () => {
    provider = aws.create(awsOptions({ region: "us-east-1", endpoint: await closedUrl() }), nodeHost());
    expect(await failure()).toMatchObject({ code: "unavailable", cause: { code: "ECONNREFUSED" } });
  });

  test("a server that does not speak TLS", async () => {
    const endpoint = standIn.url.replace("http:", "https:");
    provider = aws.create(awsOptions({ region: "us-east-1", endpoint }), nodeHost());
    expect(await failure()).toMatchObject({ code: "unavailable" });
  });

  test("no region anywhere", async () => {
    provider = aws.create(awsOptions({ endpoint: standIn.url }), nodeHost());
    expect(await failure()).toMatchObject({
      code: "not_configured",
      hint: expect.stringContaining("AWS_REGION"),
    });
  });

  test("a region that would be another host", async () => {
    provider = aws.create(awsOptions({ region: "evil.example/" }), nodeHost());
    expect(await failure()).toMatchObject({ code: "not_configured" });
  });
});

const hang: Reply = () => undefined;

function trickle(...[, response]: Parameters<Reply>): void {
  response.writeHead(200, { "content-type": "application/x-amz-json-1.1" });
  response.write("{");
}

/** GetSecretValue's reply, and DescribeSecret's. */
function both(value: Reply, description: Reply): Reply {
  return (request, response) =>
    (request.headers["x-amz-target"] === "secretsmanager.DescribeSecret" ? description : value)(
      request,
      response,
    );
}

function cutOff(...[, response]: Parameters<Reply>): void {
  response.writeHead(200, { "content-type": "application/x-amz-json-1.1", "content-length": "1000" });
  response.write('{"SecretString":"canary');
  response.socket?.end();
}

describe("what is not there", () => {
  const none = awsError("ResourceNotFoundException");

  test("a secret is absent, without a second request", async () => {
    standIn.reply = none;
    await expect(provider.get?.(at, callContext())).resolves.toBeUndefined();
    expect(standIn.asked).toEqual(["GetSecretValue"]);
  });

  test("a version of a missing secret is absent", async () => {
    standIn.reply = none;
    await expect(
      provider.get?.({ ...at, version: { stage: "previous" } }, callContext()),
    ).resolves.toBeUndefined();
    expect(standIn.asked).toEqual(["GetSecretValue", "DescribeSecret"]);
  });

  test.each<[string, Reply, string]>([
    ["of a secret that is there", json(200, { ARN: arn, Name: "a" }), "version_not_found"],
    ["of a secret that may not be described", awsError("AccessDeniedException"), "version_not_found"],
    ["of a secret that is deleted", json(200, { ARN: arn, Name: "a", DeletedDate: 1 }), "deleted"],
    ["while the second request fails", awsError("InternalServiceError", 500), "unavailable"],
  ])("a version %s", async (_, description, code) => {
    standIn.reply = both(none, description);
    expect(await failure({ ...at, version: { version: "v9" } })).toMatchObject({ code });
  });

  const deletion = json(400, {
    __type: "InvalidRequestException",
    message: "You can't perform this operation on the secret because it was marked for deletion.",
  });
  test.each<[string, Reply, Reply, string]>([
    ["a deleted secret", deletion, json(200, { ARN: arn, DeletedDate: 1 }), "deleted"],
    ["a deleted secret that may not be described", deletion, awsError("AccessDeniedException"), "deleted"],
    ["a secret in another state", awsError("InvalidRequestException"), json(200, { ARN: arn }), "disabled"],
    [
      "an unknown state that may not be seen",
      awsError("InvalidRequestException"),
      awsError("AccessDenied"),
      "disabled",
    ],
  ])("%s", async (_, value, description, code) => {
    standIn.reply = both(value, description);
    expect(await failure()).toMatchObject({ code, hint: expect.stringContaining("--secret-id a") });
  });
});

describe("limits", () => {
  test.each([
    ["no answer", hang],
    ["an answer without an end", trickle],
  ])("%s is a timeout at the deadline", async (_, reply) => {
    await provider.get?.(at, callContext());
    standIn.reply = reply;
    const begun = performance.now();
    expect(await failure(at, 100)).toMatchObject({ code: "timeout" });
    expect(performance.now() - begun).toBeLessThan(500);
  });

  test("a call is given up at once when its signal is aborted", async () => {
    const caller = new AbortController();
    const request = Promise.withResolvers<void>();
    const gone = Promise.withResolvers<void>();
    standIn.reply = (_request, response) => {
      response.on("close", gone.resolve);
      request.resolve();
    };
    const outcome = provider.get?.(at, callContext(5_000, caller.signal));
    await request.promise;
    const begun = performance.now();
    caller.abort();
    await expect(outcome).rejects.toMatchObject({ code: "aborted" });
    expect(performance.now() - begun).toBeLessThan(50);
    await gone.promise;
  });

  test("one that is aborted before it starts asks nothing", async () => {
    await expect(provider.get?.(at, callContext(5_000, AbortSignal.abort()))).rejects.toMatchObject({
      code: "aborted",
    });
    expect(standIn.asked).toEqual([]);
  });

  test("closing ends what is in flight, and what comes after", async () => {
    const request = Promise.withResolvers<void>();
    standIn.reply = () => request.resolve();
    const outcome = failure();
    await request.promise;
    await provider.close?.();
    expect(await outcome).toMatchObject({ code: "aborted" });
    expect(await failure()).toMatchObject({ code: "aborted" });
  });
});

describe("offline", () => {
  test("options that cannot work are refused when the instance is made", () => {
    expect(() => aws.create(awsOptions({ prefix: "a b" }), nodeHost())).toThrow(
      expect.objectContaining({ code: "not_configured" }),
    );
  });
});
