import { describe, expect, test } from "vitest";
import { requestError } from "./request-error.ts";

const context = { path: "gaara-store/x", aws: { region: "us-east-1" }, action: "GetSecretValue" } as const;

function error(name: string, more: object = {}): Error {
  return Object.assign(new Error("the value is canary"), { name }, more);
}

describe("the next step", () => {
  test.each([
    [
      error("AccessDeniedException"),
      /secretsmanager:GetSecretValue on arn:aws:.*gaara-store\/x-\?{6}.*or the secret does not exist/,
    ],
    [error("DecryptionFailure"), /kms:Decrypt/],
    [error("AccessDeniedException", { message: "Access to KMS is not allowed" }), /kms:Decrypt/],
    [error("ExpiredTokenException"), /new credentials/],
    [error("InvalidSignatureException", { message: "Signature expired: 2026…" }), /clock/],
    [error("RequestTimeTooSkewed"), /clock/],
    [error("UnrecognizedClientException"), /get-caller-identity/],
    [error("Error", { code: "SELF_SIGNED_CERT_IN_CHAIN" }), /NODE_EXTRA_CA_CERTS/],
    [error("Error", { code: "ECONNREFUSED" }), /endpoint/],
    [error("ThrottlingException"), /quota/],
  ])("after %s", (native, hint) => expect(requestError(native, context).hint).toMatch(hint));
});

test("the time that AWS asks to wait is handed on, in seconds", () => {
  const native = error("ThrottlingException", { $response: { headers: { "retry-after": "3" } } });
  expect(requestError(native, context)).toMatchObject({ code: "throttled", retryAfter: 3 });
});

test("nothing of the message, the request or the response goes further", () => {
  const native = error("SyntaxError", {
    $response: { statusCode: 200, body: "canary" },
    $metadata: { httpStatusCode: 200 },
    cause: new Error("canary"),
  });
  const translated = requestError(native, context);
  expect(`${translated.stack} ${JSON.stringify(translated)}`).not.toContain("canary");
  expect(translated.cause).toEqual({ name: "SyntaxError", status: 200 });
});
