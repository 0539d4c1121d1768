import { describe, expect, test, vi } from "vitest";
import { type CountingProxy } from "./servers/counting-proxy.ts";
import { startVault } from "./servers/start-openbao.ts";
import {
  canary,
  context,
  failure,
  failureCode,
  fake,
  githubs,
  instance,
  list,
  proxy,
  put,
  remove,
  shelf,
} from "./github-bench.ts";

describe("on a bad day", () => {
  test.each<[string, Parameters<CountingProxy["respondWith"]>[0], string, number | undefined]>([
    [
      "the hourly limit",
      {
        status: 403,
        body: githubs("API rate limit exceeded"),
        headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1" },
      },
      "throttled",
      0,
    ],
    [
      "a secondary limit",
      {
        status: 403,
        body: githubs("You have exceeded a secondary rate limit"),
        headers: { "retry-after": "60" },
      },
      "throttled",
      60,
    ],
    [
      "too many requests",
      { status: 429, body: githubs("x"), headers: { "retry-after": "2" } },
      "throttled",
      2,
    ],
    [
      "single sign-on",
      { status: 403, body: githubs("SAML"), headers: { "x-github-sso": "required" } },
      "denied",
      undefined,
    ],
    [
      "a renamed repository",
      { status: 301, body: githubs("Moved"), headers: { location: "https://api.github.com/x" } },
      "not_configured",
      undefined,
    ],
    ["a broken GitHub", { status: 502, body: githubs("Server Error") }, "unavailable", undefined],
    [
      "a proxy's page",
      { status: 200, body: "<html>", headers: { "content-type": "text/html" } },
      "unavailable",
      undefined,
    ],
    [
      "a proxy's 404",
      { status: 404, body: "<html>", headers: { "content-type": "text/html" } },
      "unavailable",
      undefined,
    ],
    [
      "a proxy's 403",
      { status: 403, body: "<html>", headers: { "content-type": "text/html" } },
      "unavailable",
      undefined,
    ],
    ["another JSON", { status: 200, body: { total_count: 0 } }, "unavailable", undefined],
    ["another list", { status: 200, body: { secrets: [null] } }, "unavailable", undefined],
    ["no type", { status: 200, body: "x", headers: { "content-type": ";;;" } }, "unavailable", undefined],
    [
      "a binary",
      { status: 200, body: "x", headers: { "content-type": "application/octet-stream" } },
      "unavailable",
      undefined,
    ],
  ])("%s is told", async (_, answer, code, retryAfter) => {
    proxy.respondWith(answer);
    const error = await failure(list(instance()));
    expect({ code: error.code, retryAfter: error.retryAfter }).toEqual({ code, retryAfter });
    expect(proxy.requests).toHaveLength(1);
  });

  test("a certificate that nobody vouches for is not taken, whatever Node is told", async () => {
    // Any server with a certificate of its own: this one is Vault's.
    await using stranger = await startVault({ tls: true });
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
    expect((await failure(list(instance({ url: stranger.address })))).code).toBe("auth_failed");
  });

  test("a 404 of another service is not read as absence", async () => {
    proxy.respondWith({ status: 404, body: { message: "no Route matched with those values" } });
    expect((await failure(remove(instance(), "KEY"))).code).toBe("not_configured");
  });

  test.each(["c2hvcnQ=", 5])("a public key that is none, %j, seals nothing", async (key) => {
    proxy.respondWith(
      { status: 200, body: { key_id: "1", key } },
      { only: ({ path }) => path.endsWith("/public-key") },
    );
    expect((await failure(put(instance(), "KEY", canary))).code).toBe("unavailable");
    expect(proxy.count({ method: "PUT" })).toBe(0);
  });

  test("a key that is no longer GitHub's is refused, and the next write takes the new one", async () => {
    const key = Buffer.from(fake.state.keyPair.publicKey).toString("base64");
    proxy.respondWith(
      { status: 200, body: { key_id: "old", key } },
      { only: ({ path }) => path.endsWith("/public-key") },
    );
    const at = instance();
    expect((await failure(put(at, "KEY", canary))).code).toBe("invalid_value");
    proxy.passThrough();
    await put(at, "KEY", canary);
    expect(shelf().secrets.get("KEY")?.value).toBe(canary);
  });

  test("a call that is aborted, late or closed ends at once", async () => {
    proxy.hang();
    const stop = new AbortController();
    const aborted = failureCode(list(instance(), "", context({ signal: stop.signal })));
    stop.abort();
    expect(await aborted).toBe("aborted");
    expect(await failureCode(list(instance(), "", context({ ms: 50 })))).toBe("timeout");
    const at = instance();
    const closed = failureCode(list(at));
    await new Promise((resolve) => setImmediate(resolve));
    await at.close?.();
    expect(await closed).toBe("aborted");
  });
});
