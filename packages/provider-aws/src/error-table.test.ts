import type { ErrorCode } from "@claviger/core/provider";
import { describe, expect, test } from "vitest";
import { codeOf } from "./error-table.ts";
import { readNativeError } from "./native-error.ts";

describe("AWS's names", () => {
  test.each<[string, ErrorCode]>([
    ["AccessDeniedException", "denied"],
    ["DecryptionFailure", "denied"],
    ["UnrecognizedClientException", "auth_failed"],
    ["InvalidSignatureException", "auth_failed"],
    ["ExpiredTokenException", "auth_failed"],
    ["ExpiredToken", "auth_failed"],
    ["InvalidClientTokenId", "auth_failed"],
    ["SignatureDoesNotMatch", "auth_failed"],
    ["IncompleteSignature", "auth_failed"],
    ["MissingAuthenticationToken", "auth_failed"],
    ["InvalidAccessKeyId", "auth_failed"],
    ["RequestTimeTooSkewed", "auth_failed"],
    ["ThrottlingException", "throttled"],
    ["TooManyRequestsException", "throttled"],
    ["SlowDown", "throttled"],
    ["InternalServiceError", "unavailable"],
    ["ServiceUnavailable", "unavailable"],
    ["InvalidParameterException", "invalid_ref"],
    ["UnknownOperationException", "not_configured"],
  ])("%s is %s", (name, code) => {
    // A refusal is HTTP 400 at AWS and 403 elsewhere: only the name counts.
    for (const httpStatusCode of [400, 403, 500]) {
      expect(codeOf(readNativeError({ name, $metadata: { httpStatusCode, requestId: "r" } }))).toBe(code);
    }
  });
});

describe("Node's codes", () => {
  test.each<[string, ErrorCode]>([
    ["ECONNREFUSED", "unavailable"],
    ["ENOTFOUND", "unavailable"],
    ["ECONNRESET", "unavailable"],
    ["EPIPE", "unavailable"],
    ["EAI_AGAIN", "unavailable"],
    ["ETIMEDOUT", "timeout"],
    ["CERT_HAS_EXPIRED", "auth_failed"],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "auth_failed"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "auth_failed"],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "auth_failed"],
  ])("%s is %s, whatever the SDK calls it", (code, expected) => {
    expect(codeOf(readNativeError(Object.assign(new Error(""), { code, name: "TimeoutError" })))).toBe(
      expected,
    );
  });
});

describe("what has no name that AWS gave", () => {
  test.each<[string, object, ErrorCode]>([
    ["the SDK's timeout", { name: "TimeoutError" }, "timeout"],
    ["a page that cannot be parsed", new SyntaxError("<html>"), "unavailable"],
    ["a reply of another shape", new TypeError("x is undefined"), "unavailable"],
    ["a proxy's JSON", { name: "Unknown", $metadata: { httpStatusCode: 403 } }, "unavailable"],
    [
      "a proxy that asks for fewer requests",
      { name: "Unknown", $metadata: { httpStatusCode: 429 } },
      "throttled",
    ],
    [
      "a load balancer without targets",
      { name: "Unknown", $metadata: { httpStatusCode: 503 } },
      "unavailable",
    ],
    ["a name that is inherited", { name: "toString", $metadata: { httpStatusCode: 503 } }, "unavailable"],
    [
      "a refusal of AWS that is not known here",
      { name: "NewException", $metadata: { httpStatusCode: 400, requestId: "r" } },
      "internal",
    ],
  ])("%s", (_, error, code) => expect(codeOf(readNativeError(error))).toBe(code));
});
