import { nodeHost } from "@claviger/core";
import { describe, expect, test } from "vitest";
import type { Reply } from "./reply.ts";
import { errorFromNetwork, errorFromReply } from "./translate-error.ts";

const { clock } = nodeHost();
const subject = { url: "https://api.github.test", clock: { ...clock, now: () => 1_000_000_000_000 } };

function reply(status: number, message = "canary", headers: Reply["headers"] = {}): Reply {
  return { status, headers, body: { message, documentation_url: "https://docs.github.com" } };
}

describe("a reply", () => {
  test.each([
    [reply(301, "Moved Permanently"), "not_configured", "renamed"],
    [reply(307, "Temporary Redirect"), "not_configured", "renamed"],
    [reply(401, "Bad credentials"), "auth_failed", "refuses"],
    [reply(403, "This installation has been suspended"), "auth_failed", "suspended"],
    [reply(403, "Resource not accessible by personal access token"), "denied", "does not let"],
    [reply(403, "SAML", { "x-github-sso": "required; url=https://canary" }), "denied", "single sign-on"],
    [reply(409), "conflict", "somebody else"],
    [reply(422), "invalid_value", "does not take"],
    [reply(451), "denied", "legal"],
    [reply(500), "unavailable", "status 500"],
    [reply(502), "unavailable", "status 502"],
    [reply(418), "unavailable", "status 418"],
  ])("%j is %s", (native, code, words) => {
    const error = errorFromReply(native, subject);
    expect(error).toMatchObject({
      code,
      problem: expect.stringContaining(words),
      hint: expect.stringMatching(/\S/),
      cause: { status: native.status },
    });
    expect(JSON.stringify(error)).not.toContain("canary");
  });

  test.each([200, 301, 307, 401, 403, 404, 502])(
    "of status %i that is a page is somebody else's",
    (status) => {
      const error = errorFromReply({ status, headers: {}, body: undefined }, subject);
      expect(error).toMatchObject({ code: "unavailable", problem: expect.stringContaining("not GitHub's") });
    },
  );

  test("keeps GitHub's id of the request, and nothing else that it says", () => {
    const id = "C0DE:1F2A:9:6789";
    expect(errorFromReply(reply(500, "x", { "x-github-request-id": id }), subject).cause).toEqual({
      status: 500,
      requestId: id,
    });
    expect(errorFromReply(reply(500, "x", { "x-github-request-id": "a b\n" }), subject).cause).toEqual({
      status: 500,
    });
  });
});

describe("a rate limit", () => {
  test.each<[string, Reply, number | undefined]>([
    ["429", { status: 429, headers: { "retry-after": "7" }, body: undefined }, 7],
    ["429 without a time", reply(429), undefined],
    [
      "the hourly one",
      reply(403, "API rate limit exceeded", {
        "x-ratelimit-remaining": "0",
        "x-ratelimit-reset": String(1_000_000_090),
      }),
      90,
    ],
    [
      "the hourly one, over already",
      reply(403, "API rate limit exceeded", {
        "x-ratelimit-remaining": "0",
        "x-ratelimit-reset": String(999_999_990),
      }),
      0,
    ],
    ["a secondary one", reply(403, "You have exceeded a secondary rate limit", { "retry-after": "60" }), 60],
    ["a secondary one without a time", reply(403, "You have exceeded a secondary rate limit"), undefined],
    ["a time that is none", reply(429, "x", { "retry-after": "soon" }), undefined],
  ])("is throttled: %s", (_, native, seconds) => {
    const { code, retryAfter } = errorFromReply(native, subject);
    expect({ code, retryAfter }).toEqual({ code: "throttled", retryAfter: seconds });
  });

  test("is no page of a proxy with status 403", () => {
    const page = { status: 403, headers: { "retry-after": "5" }, body: undefined };
    expect(errorFromReply(page, subject).code).toBe("unavailable");
  });
});

describe("a failed exchange", () => {
  test.each([
    ["ECONNREFUSED", "unavailable", "cannot be reached"],
    ["ENOTFOUND", "unavailable", "resolved"],
    ["ECONNRESET", "unavailable", "broke off"],
    ["HPE_INVALID_CONSTANT", "unavailable", "does not speak HTTP"],
    ["EPROTO", "unavailable", "TLS"],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "auth_failed", "verified"],
    ["", "unavailable", "no reply that can be read"],
  ])("%s is %s", (code, meaning, words) => {
    const native = Object.assign(new Error("canary"), { code });
    const error = errorFromNetwork(native, subject.url);
    expect(error).toMatchObject({ code: meaning, problem: expect.stringContaining(words) });
    expect(JSON.stringify(error)).not.toContain("canary");
  });
});
