import { describe, expect, test } from "vitest";
import type { Reply } from "./reply.ts";
import { errorFromNetwork, errorFromReply } from "./translate-error.ts";

const subject = { address: "https://vault.test", mount: "kv", namespace: "team" };

function reply(status: number, ...errors: readonly string[]): Reply {
  return { status, headers: {}, body: { errors } };
}

describe("a reply", () => {
  test.each([
    [reply(400, "Upgrading from non-versioned to versioned data."), "unavailable", "upgrading"],
    [reply(400, "missing client token"), "auth_failed", "no token"],
    [reply(400, "something else"), "invalid_ref", "malformed"],
    [reply(401), "auth_failed", "login of its own"],
    [reply(404, "namespace not found"), "not_configured", "no namespace team"],
    [reply(404, 'no handler for route "kv/data/x"'), "not_configured", "no mount kv in namespace team"],
    [reply(404, "1 error occurred:\n\t* unsupported path\n\n"), "not_configured", "no KV v2 at kv"],
    [{ ...reply(404), body: { data: null, warnings: ["Invalid path"] } }, "not_configured", "no KV v2 at kv"],
    [reply(405, "unsupported operation"), "not_configured", "does not allow"],
    [reply(412, "required index state not present"), "unavailable", "caught up"],
    [reply(429, "request path: rate limit quota exceeded"), "throttled", "fewer"],
    [reply(472), "unavailable", "disaster recovery"],
    [reply(473), "unavailable", "performance standby"],
    [reply(500, "local node not active but active cluster node not found"), "unavailable", "no active node"],
    [reply(500, "internal error"), "unavailable", "status 500"],
    [reply(501), "unavailable", "not initialised"],
    [reply(502, "bad gateway"), "unavailable", "status 502"],
    [reply(503, "Vault is sealed"), "unavailable", "is sealed"],
    [reply(503, "maintenance"), "unavailable", "status 503"],
    [reply(418), "unavailable", "status 418"],
  ])("%j is %s", (native, code, words) => {
    expect(errorFromReply(native, subject)).toMatchObject({
      code,
      problem: expect.stringContaining(words),
      cause: { status: native.status },
    });
  });

  test.each([200, 403, 404, 502])("of status %i without JSON is somebody else's", (status) => {
    const error = errorFromReply({ status, headers: {}, body: undefined }, subject);
    expect(error).toMatchObject({ code: "unavailable", problem: expect.stringContaining("not Vault's") });
  });

  test.each([
    ["7", 7],
    ["soon", undefined],
    ["-1", undefined],
  ])("that throttles and says Retry-After: %s", (text, seconds) => {
    const throttled = { status: 429, headers: { "retry-after": text }, body: undefined };
    const { code, retryAfter } = errorFromReply(throttled, subject);
    expect({ code, retryAfter }).toEqual({ code: "throttled", retryAfter: seconds });
  });

  test("is not quoted, and keeps its request id", () => {
    const error = errorFromReply(
      { ...reply(500, "canary"), body: { errors: ["canary"], request_id: "1-2" } },
      subject,
    );
    expect(JSON.stringify(error)).not.toContain("canary");
    expect(error.cause).toEqual({ status: 500, requestId: "1-2" });
  });
});

describe("a failed exchange", () => {
  test.each([
    ["ECONNREFUSED", "unavailable", "cannot be reached"],
    ["ENOTFOUND", "unavailable", "host name"],
    ["EAI_AGAIN", "unavailable", "host name"],
    ["ECONNRESET", "unavailable", "broke off"],
    ["HPE_INVALID_CONSTANT", "unavailable", "HTTP"],
    ["EPROTO", "unavailable", "TLS"],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "auth_failed", "certificate"],
    ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "auth_failed", "certificate"],
    ["SELF_SIGNED_CERT_IN_CHAIN", "auth_failed", "certificate"],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "auth_failed", "certificate"],
    ["CERT_HAS_EXPIRED", "auth_failed", "certificate"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "auth_failed", "certificate"],
    ["EWHATEVER", "unavailable", "cannot be reached"],
  ])("with %s is %s", (native, code, words) => {
    const error = errorFromNetwork(Object.assign(new Error("canary"), { code: native }), subject);
    expect(error).toMatchObject({
      code,
      problem: expect.stringContaining(words),
      cause: { name: "Error", code: native },
    });
    expect(JSON.stringify(error)).not.toContain("canary");
  });

  test("with something that is no error is unavailable", () => {
    expect(errorFromNetwork("canary", subject)).toMatchObject({
      code: "unavailable",
      cause: { name: "Error" },
    });
  });
});
