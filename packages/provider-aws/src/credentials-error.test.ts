import { describe, expect, test } from "vitest";
import { credentialsError, credentialsTimeout } from "./credentials-error.ts";

const container = { AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://127.0.0.1:1/" };
const metadata = { AWS_EC2_METADATA_SERVICE_ENDPOINT: "http://127.0.0.1:1/" };
const web = { AWS_WEB_IDENTITY_TOKEN_FILE: "/token", AWS_ROLE_ARN: "arn:aws:iam::123456789012:role/r" };
const keys = { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "s" };

function native(name: string, more: object = {}): Error {
  return Object.assign(new Error("canary"), { name }, more);
}
// As the SDK's chain ends, whatever its remote sources said.
const nothing = native("CredentialsProviderError", {
  message: "Could not load credentials from any providers",
});
const refusal = native("AccessDenied", { $metadata: { httpStatusCode: 403 } });
const down = native("Error", { code: "ECONNREFUSED" });

describe("never had credentials", () => {
  test.each([
    ["none anywhere", nothing, {}],
    ["the metadata service is switched off", nothing, { ...metadata, AWS_EC2_METADATA_DISABLED: "true" }],
    ["no metadata service here", native("ProviderError", { code: "EHOSTUNREACH" }), {}],
    ["STS refuses the role", refusal, web],
    ["STS has a certificate of its own", native("Error", { code: "SELF_SIGNED_CERT_IN_CHAIN" }), web],
    ["the token's file is missing", native("Error", { code: "ENOENT" }), web],
    ["SSO expired", native("CredentialsProviderError", { message: "The SSO session … has expired" }), {}],
    ["SSO refuses", native("CredentialsProviderError", { message: "UnauthorizedException: canary" }), {}],
  ])("%s: auth_failed", (_, error, env) => {
    expect(credentialsError(error, { held: false, env })).toMatchObject({ code: "auth_failed" });
  });
});

describe("the source cannot be reached", () => {
  test.each([
    ["the container's endpoint", nothing, container],
    ["the metadata service that the environment names", nothing, metadata],
    ["STS", down, web],
    ["STS fails", native("InternalFailure", { $metadata: { httpStatusCode: 500 } }), web],
    ["STS throttles", native("Throttling", { $metadata: { httpStatusCode: 400 } }), web],
    ["SSO", native("CredentialsProviderError", { message: "Error: connect ECONNREFUSED canary" }), {}],
  ])("%s: unavailable", (_, error, env) => {
    expect(credentialsError(error, { held: false, env })).toMatchObject({ code: "unavailable" });
  });
});

describe("had credentials before", () => {
  test.each([nothing, down, native("ProviderError")])("%s: unavailable", (error) => {
    expect(credentialsError(error, { held: true, env: {} })).toMatchObject({ code: "unavailable" });
  });

  test("a refusal stays one", () => {
    expect(credentialsError(refusal, { held: true, env: web })).toMatchObject({ code: "auth_failed" });
  });
});

describe("the deadline comes meanwhile", () => {
  test.each([
    [container, false, "unavailable"],
    [web, false, "unavailable"],
    [{}, true, "unavailable"],
    [{}, false, undefined],
    [{ ...container, ...keys }, false, undefined],
  ])("%j, held before: %s", (env, held, code) => {
    expect(credentialsTimeout({ held, env })?.code).toBe(code);
  });

  test("where a role is assumed: unavailable", () => {
    const assumed = credentialsTimeout({ held: false, env: keys, assumesRole: true });
    expect(assumed).toMatchObject({ code: "unavailable", problem: expect.stringContaining("AWS STS") });
  });
});

test("no message of the chain goes further: it may quote a reply with credentials", () => {
  for (const error of [nothing, refusal, down, native("SyntaxError")]) {
    const translated = credentialsError(error, { held: false, env: container });
    expect(`${translated.stack} ${JSON.stringify(translated)}`).not.toContain("canary");
  }
});
