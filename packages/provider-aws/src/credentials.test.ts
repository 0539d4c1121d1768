import { nodeHost } from "@claviger/core";
import type { Provider } from "@claviger/core/provider";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
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

/** The SDK's own credential chain, on loopback: what it can and cannot find, and what is made of that. */

const found = {
  ARN: "arn:aws:secretsmanager:us-east-1:123456789012:secret:a-AbC123",
  Name: "a",
  VersionId: "v1",
  SecretString: "s",
};
const at = { path: "a" };

let store: StandIn;
let directory: string;
const made: Provider[] = [];
const started: StandIn[] = [];

async function start(reply: Reply): Promise<StandIn> {
  const standIn = await startStandIn(reply);
  started.push(standIn);
  return standIn;
}

beforeEach(async () => {
  stubCredentialsEnvironment();
  store = await start(json(200, found));
  directory = await mkdtemp(join(tmpdir(), "claviger-aws-"));
});

afterEach(async () => {
  for (const provider of made.splice(0)) await provider.close?.();
  for (const standIn of started.splice(0)) await standIn.stop();
  await rm(directory, { recursive: true });
  vi.unstubAllEnvs();
});

function instance(): Provider {
  const provider = aws.create(awsOptions({ region: "us-east-1", endpoint: store.url }), nodeHost());
  made.push(provider);
  return provider;
}

function read(provider: Provider = instance(), ms?: number): Promise<unknown> {
  return Promise.resolve(provider.get?.(at, callContext(ms)));
}

/** Credentials as a container's endpoint gives them, for that many milliseconds. */
const temporary = (key: string, ms: number): object => ({
  AccessKeyId: key,
  SecretAccessKey: "canary-secret-key",
  Token: "canary-token",
  Expiration: new Date(Date.now() + ms).toISOString(),
});

describe("without credentials", () => {
  test("a read is auth_failed, and says what to set", async () => {
    await expect(read()).rejects.toMatchObject({
      code: "auth_failed",
      hint: expect.stringContaining("AWS_ACCESS_KEY_ID"),
    });
    expect(store.asked).toEqual([]);
  });

  test("a profile that does not exist is named", async () => {
    vi.stubEnv("AWS_PROFILE", "staging");
    await expect(read()).rejects.toMatchObject({
      code: "auth_failed",
      hint: expect.stringContaining("staging"),
    });
  });

  test("an SSO profile that was never logged in says how", async () => {
    const config = join(directory, "config");
    await writeFile(
      config,
      `[profile sso]
sso_session = s
sso_account_id = 123456789012
sso_role_name = reader
[sso-session s]
sso_start_url = http://127.0.0.1:1/start
sso_region = us-east-1
`,
    );
    vi.stubEnv("AWS_CONFIG_FILE", config);
    vi.stubEnv("AWS_PROFILE", "sso");
    vi.stubEnv("HOME", directory);
    await expect(read()).rejects.toMatchObject({ code: "auth_failed", hint: "run aws sso login" });
  });

  test("a web identity token that is not mounted is named", async () => {
    vi.stubEnv("AWS_WEB_IDENTITY_TOKEN_FILE", join(directory, "none"));
    vi.stubEnv("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/r");
    await expect(read()).rejects.toMatchObject({
      code: "auth_failed",
      hint: expect.stringContaining("AWS_WEB_IDENTITY_TOKEN_FILE"),
    });
  });
});

describe("a source of credentials that the environment names and that is down", () => {
  test("the container's endpoint is unavailable, at the deadline", async () => {
    vi.stubEnv("AWS_CONTAINER_CREDENTIALS_FULL_URI", await closedUrl());
    const begun = performance.now();
    await expect(read(instance(), 300)).rejects.toMatchObject({ code: "unavailable" });
    expect(performance.now() - begun).toBeLessThan(1_000);
  });

  test("the metadata service is unavailable", async () => {
    vi.stubEnv("AWS_EC2_METADATA_DISABLED", undefined);
    vi.stubEnv("AWS_EC2_METADATA_SERVICE_ENDPOINT", await closedUrl());
    await expect(read()).rejects.toMatchObject({ code: "unavailable" });
  });

  test("STS is unavailable", async () => {
    const token = join(directory, "token");
    await writeFile(token, "canary-token");
    vi.stubEnv("AWS_WEB_IDENTITY_TOKEN_FILE", token);
    vi.stubEnv("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/r");
    vi.stubEnv("AWS_ENDPOINT_URL_STS", await closedUrl());
    vi.stubEnv("AWS_REGION", "us-east-1");
    await expect(read()).rejects.toMatchObject({ code: "unavailable" });
  });

  test("a call that waits for it is given up at once when its signal is aborted", async () => {
    vi.stubEnv("AWS_CONTAINER_CREDENTIALS_FULL_URI", await closedUrl());
    // The import itself cannot be interrupted: it holds the event loop, for some 50 ms.
    await import("@aws-sdk/client-secrets-manager");
    const caller = new AbortController();
    const outcome = instance().get?.(at, callContext(5_000, caller.signal));
    setImmediate(() => caller.abort());
    const begun = performance.now();
    await expect(outcome).rejects.toMatchObject({ code: "aborted" });
    expect(performance.now() - begun).toBeLessThan(50);
  });
});

test("an STS that refuses the role is auth_failed", async () => {
  const token = join(directory, "token");
  await writeFile(token, "canary-token");
  const xml =
    "<ErrorResponse><Error><Type>Sender</Type><Code>InvalidIdentityToken</Code></Error></ErrorResponse>";
  const sts = await start(page(400, xml, { "content-type": "text/xml", "x-amzn-requestid": "r-1" }));
  vi.stubEnv("AWS_WEB_IDENTITY_TOKEN_FILE", token);
  vi.stubEnv("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/r");
  vi.stubEnv("AWS_ENDPOINT_URL_STS", sts.url);
  await expect(read()).rejects.toMatchObject({
    code: "auth_failed",
    hint: expect.stringContaining("AWS_WEB_IDENTITY_TOKEN_FILE"),
    cause: { name: "InvalidIdentityTokenException" },
  });
});

test("credentials that were held and cannot be had again are unavailable", async () => {
  const endpoint = await start(json(200, temporary("AKIDFIRST", 50)));
  vi.stubEnv("AWS_CONTAINER_CREDENTIALS_FULL_URI", endpoint.url);
  const provider = instance();
  await read(provider);
  // The variable goes too, so that only the instance's own memory can tell.
  vi.stubEnv("AWS_CONTAINER_CREDENTIALS_FULL_URI", undefined);
  vi.setSystemTime(Date.now() + 60_000);
  try {
    await expect(read(provider)).rejects.toMatchObject({ code: "unavailable" });
  } finally {
    vi.useRealTimers();
  }
});

describe("credentials that the service refuses", () => {
  const expired = awsError("ExpiredTokenException");

  test("are looked up anew once, and the read is repeated with the new ones", async () => {
    const file = join(directory, "credentials");
    const write = (key: string): Promise<void> =>
      writeFile(file, `[default]\naws_access_key_id=${key}\naws_secret_access_key=canary\n`);
    await write("AKIDOLD");
    vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", file);
    const provider = instance();
    await read(provider);
    await write("AKIDNEW");
    store.reply = (request, response) =>
      (request.headers.authorization?.includes("AKIDNEW") ? json(200, found) : expired)(request, response);
    await expect(read(provider)).resolves.toMatchObject({ version: "v1" });
    expect(store.asked).toHaveLength(3);
  });

  test("are not sent again when there are no others", async () => {
    for (const [name, value] of Object.entries(someCredentials)) vi.stubEnv(name, value);
    store.reply = expired;
    await expect(read()).rejects.toMatchObject({ code: "auth_failed" });
    expect(store.asked).toHaveLength(1);
  });
});
