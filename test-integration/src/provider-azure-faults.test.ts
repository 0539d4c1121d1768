import { randomUUID } from "node:crypto";
import type { SecretInfo } from "@claviger/core/provider";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { type AzureBench, startAzureBench } from "./servers/key-vault/azure-bench.ts";
import type { VaultFault } from "./servers/key-vault/start-key-vault.ts";

// What Key Vault, its login, and what stands between may answer instead of a secret. The 403s, 409s and 429s are by Microsoft's
// documentation: there are no recordings of them.

let bench: AzureBench;
beforeAll(async () => {
  bench = await startAzureBench();
}, 60_000);
afterEach(async () => {
  vi.unstubAllEnvs();
  await bench.reset();
});
afterAll(() => bench.stop());

function store(value: string = bench.canary.value()): string {
  const name = `secret-${randomUUID()}`;
  bench.vault.state.set(name, value);
  return name;
}

async function collect(infos: AsyncIterable<SecretInfo>, found: SecretInfo[] = []): Promise<SecretInfo[]> {
  for await (const info of infos) found.push(info);
  return found;
}

/** Meets every request that has a token. */
function meet(reply: VaultFault["reply"], times?: number): void {
  bench.vault.meet({ matches: ({ hasToken }) => hasToken, reply, ...(times === undefined ? {} : { times }) });
}

const read = (path: string, limits?: Parameters<AzureBench["context"]>[0]) =>
  bench.instance().get({ path }, bench.context(limits));

const forbidden = (inner: string) => ({
  status: 403,
  body: { error: { code: "Forbidden", message: "the value of x", innererror: { code: inner } } },
});

describe("a refusal", () => {
  test.each([
    ["SecretDisabled", "disabled", "switch it on"],
    ["SecretExpired", "disabled", "expiry"],
    ["SecretNotYetValid", "disabled", "activation"],
    ["ForbiddenByFirewall", "denied", "firewall"],
    ["ForbiddenByConnection", "denied", "private endpoint"],
    ["ForbiddenByRbac", "denied", "Key Vault Secrets User"],
    ["ForbiddenByPolicy", "denied", "access policy"],
    ["AccessDenied", "denied", "roles"],
  ])("for %s is %s", async (inner, code, hint) => {
    meet(forbidden(inner));
    const error = await bench.failure(read(store()));
    expect(error).toMatchObject({
      code,
      hint: expect.stringContaining(hint),
      cause: { status: 403, code: inner },
    });
  });

  test("to ask so often is throttled, with the time to wait, and is not tried again here", async () => {
    const path = store();
    const from = bench.instance();
    await from.get({ path }, bench.context());
    const before = bench.vault.requests();
    const body = { error: { code: "Throttled", message: "x" } };
    for (const [headers, retryAfter] of [
      [{ "retry-after": "7" }, 7],
      [{ "retry-after-ms": "1500" }, 1.5],
      [{ "retry-after": "soon" }, undefined],
      [{}, undefined],
    ] as const) {
      meet({ status: 429, headers, body }, 1);
      const error = await bench.failure(from.get({ path }, bench.context()));
      expect([error.code, error.retryAfter]).toEqual(["throttled", retryAfter]);
    }
    expect(bench.vault.requests() - before).toBe(4);
  });

  test("by a vault in trouble is unavailable at once", async () => {
    meet({ status: 503, body: { error: { code: "ServiceUnavailable", message: "x" } } });
    const started = performance.now();
    expect((await bench.failure(read(store()))).code).toBe("unavailable");
    expect(performance.now() - started).toBeLessThan(1_500);
  });
});

describe("an answer that is not Key Vault's", () => {
  const html = "<!doctype html><title>Sign in</title>";
  test.each<[string, VaultFault["reply"], string]>([
    ["a page with 200", { status: 200, text: html }, "unavailable"],
    ["a page with 403", { status: 403, text: html }, "unavailable"],
    ["a page with 404", { status: 404, text: html }, "unavailable"],
    ["an empty object with 403", { status: 403, text: "{}" }, "unavailable"],
    ["an empty object with Key Vault's headers and 403", { status: 403, body: {} }, "denied"],
    ["an empty object with 404", { status: 404, body: {} }, "not_configured"],
    ["an empty object with 200", { status: 200, body: {} }, "unavailable"],
    ["nothing with 200", { status: 200, text: "" }, "unavailable"],
    ["a list with 200", { status: 200, text: "[]" }, "unavailable"],
    [
      "a number for the value",
      { status: 200, body: { value: 1, id: "https://x/secrets/y/z" } },
      "unavailable",
    ],
    [
      "another secret",
      { status: 200, body: { value: "v", id: "https://x/secrets/y/z", attributes: {} } },
      "unavailable",
    ],
    [
      "an id that is none",
      { status: 200, body: { value: "v", id: "x", attributes: { created: "yesterday" } } },
      "unavailable",
    ],
    ["a code that nobody knows", { status: 418, body: { error: { code: "Teapot" } } }, "internal"],
    ["a code that is a text of many lines", { status: 400, body: { error: { code: "a\nb" } } }, "internal"],
    [
      "not found, in another's words",
      { status: 404, body: { error: { code: "ResourceNotFound" } } },
      "not_configured",
    ],
    ["more than a megabyte", { status: 200, body: { value: "x".repeat(1_100_000) } }, "unavailable"],
    ["a 401 without a challenge", { status: 401, body: { error: { code: "Unauthorized" } } }, "auth_failed"],
  ])("such as %s is %s", async (_what, reply, code) => {
    meet(reply);
    const error = await bench.failure(read(store(), { ms: 3_000 }));
    expect(error.code).toBe(code);
    expect(error.hint).toMatch(/\S/);
  });

  test("is no absence for a secret that is missing either", async () => {
    meet({ status: 404, text: html });
    expect((await bench.failure(read(`missing-${randomUUID()}`))).code).toBe("unavailable");
  });

  test("at the first request is not taken for a challenge", async () => {
    for (const reply of [
      { status: 401, text: html },
      { status: 401, text: "{}", headers: { "www-authenticate": "Basic realm=proxy" } },
      { status: 407, text: html },
    ]) {
      bench.vault.meet({ reply });
      expect((await bench.failure(read(store()))).code).toBe("unavailable");
      await bench.vault.up();
    }
  });

  test("that asks for a token of another host's resource gets none", async () => {
    const before = bench.vault.entra.logins;
    const from = bench.instance({ verifyResource: true });
    const error = await bench.failure(from.get({ path: store() }, bench.context()));
    expect(error).toMatchObject({ code: "not_configured", hint: expect.stringContaining("VERIFY_RESOURCE") });
    expect(bench.vault.entra.logins).toBe(before);
  });

  test("over a certificate that is not trusted is auth_failed, whatever Node's own variable says", async () => {
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
    const error = await bench.failure(
      bench.instance({ cacert: undefined }).get({ path: "x" }, bench.context()),
    );
    expect(error).toMatchObject({ code: "auth_failed", hint: expect.stringContaining("CACERT") });
    const other = bench.instance({ url: bench.vault.address.replace("127.0.0.1", "localhost") });
    expect(await other.get({ path: store() }, bench.context())).toBeDefined();
  });
});

/** A page's link to another of the vault. */
function link(path: string): string {
  return `${bench.vault.address}${path}`;
}

describe("a listing", () => {
  const items = [{ id: "https://x/secrets/one", attributes: { enabled: true } }];

  test("whose page links to itself, or back, ends with an error after what it had", async () => {
    for (const next of ["/secrets?api-version=2026-04-01&$skiptoken=a", "/secrets?$skiptoken=b"]) {
      meet({ status: 200, body: { value: items, nextLink: link(next) } });
      const found: SecretInfo[] = [];
      const error = await bench.failure(collect(bench.instance().list("", bench.context()), found));
      expect(error).toMatchObject({ code: "unavailable", message: expect.stringContaining("without end") });
      expect(found.map(({ path }) => path)).toEqual(["one"]);
      await bench.vault.up();
    }
  });

  test("with empty pages that link on and on ends with its caller", async () => {
    let page = 0;
    const status = 200;
    bench.vault.meet({
      matches: ({ hasToken }) => hasToken,
      reply: {
        status,
        get body() {
          return { value: [], nextLink: link(`/secrets?$skiptoken=${page++}`) };
        },
      },
    });
    const listing = collect(bench.instance().list("", bench.context({ ms: 500 })));
    expect((await bench.failure(listing)).code).toBe("timeout");
    await new Promise((resolve) => setTimeout(resolve, 100));
    const after = page;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(page).toBe(after);
  });

  test("whose page links to another host takes no token there", async () => {
    const other = await startAzureBench();
    meet({ status: 200, body: { value: items, nextLink: `${other.vault.address}/secrets?$skiptoken=a` } }, 1);
    try {
      const error = await bench.failure(collect(bench.instance().list("", bench.context())));
      expect(error).toMatchObject({ code: "unavailable", message: expect.stringContaining("another host") });
      expect(other.vault.requests()).toBe(0);
    } finally {
      await other.stop();
    }
  });

  test("that fails on its second page fails, and does not end as if it were whole", async () => {
    const prefix = `page-${randomUUID().slice(0, 8)}`;
    for (let index = 0; index < 30; index++) bench.vault.state.set(`${prefix}-${index}`, "x");
    const from = bench.instance();
    await from.get({ path: `${prefix}-1` }, bench.context());
    for (const [fault, code] of [
      [() => bench.vault.entra.revokeTokens(), "auth_failed"],
      [() => bench.vault.down(), "unavailable"],
    ] as const) {
      const listing = from.list(prefix, bench.context())[Symbol.asyncIterator]();
      for (let index = 0; index < 25; index++) expect((await listing.next()).done).toBe(false);
      await fault();
      expect((await bench.failure(listing.next())).code).toBe(code);
      await bench.vault.up();
      await from.get({ path: `${prefix}-1` }, bench.context());
    }
  });

  test("that hangs on its second page ends at an abort, and with the instance", async () => {
    const prefix = `hang-${randomUUID().slice(0, 8)}`;
    for (let index = 0; index < 30; index++) bench.vault.state.set(`${prefix}-${index}`, "x");
    for (const by of ["abort", "close"] as const) {
      const [from, caller] = [bench.instance(), new AbortController()];
      const listing = from.list(prefix, bench.context({ signal: caller.signal }))[Symbol.asyncIterator]();
      for (let index = 0; index < 25; index++) await listing.next();
      await bench.vault.hang();
      const next = bench.failure(listing.next());
      setTimeout(() => void (by === "abort" ? caller.abort() : from.close()), 50);
      expect((await next).code).toBe("aborted");
      await bench.vault.up();
    }
  });
});

describe("the source of tokens", () => {
  test.each<[string, AzureBench["vault"]["entra"]["fault"], string]>([
    ["a page with 200", { status: 200, body: "<html>" }, "unavailable"],
    ["a page with 403", { status: 403, body: "<html>" }, "unavailable"],
    ["an empty object with 403", { status: 403, body: "{}", type: "application/json" }, "unavailable"],
    [
      "a refusal",
      { status: 400, body: '{"error":"invalid_grant","error_description":"x"}', type: "application/json" },
      "auth_failed",
    ],
    [
      "trouble",
      { status: 503, body: '{"error":"temporarily_unavailable"}', type: "application/json" },
      "unavailable",
    ],
    [
      "too many requests",
      { status: 429, body: '{"error":"throttled"}', type: "application/json" },
      "throttled",
    ],
    ["no token", { status: 200, body: "{}", type: "application/json" }, "auth_failed"],
    ["a megabyte", { status: 200, body: "x".repeat(1_100_000) }, "unavailable"],
  ])("that answers with %s fails, and once", async (_what, fault, code) => {
    bench.vault.entra.fault = fault;
    const before = bench.vault.entra.logins;
    expect((await bench.failure(read(store(), { ms: 5_000 }))).code).toBe(code);
    expect(bench.vault.entra.logins - before).toBe(1);
  });

  test("that is down is unavailable, and is asked again by the next call", async () => {
    const [path, from] = [store("the value"), bench.instance()];
    await bench.vault.entra.down();
    const error = await bench.failure(from.get({ path }, bench.context()));
    expect(error).toMatchObject({ code: "unavailable", cause: { code: "ECONNREFUSED" } });
    await bench.vault.entra.up();
    expect(await from.get({ path }, bench.context())).toBeDefined();
  });

  test("that hangs is a timeout for each caller, and does not hold up the next", async () => {
    const [path, from] = [store("the value"), bench.instance()];
    bench.vault.entra.fault = "hang";
    for (let call = 0; call < 2; call++) {
      expect((await bench.failure(from.get({ path }, bench.context({ ms: 200 })))).code).toBe("timeout");
    }
    bench.vault.entra.fault = undefined;
    await bench.vault.entra.down();
    await bench.vault.entra.up();
    expect(await from.get({ path }, bench.context())).toBeDefined();
  });

  test("of a managed identity is told apart in the same way", async () => {
    const { endpoint, header } = bench.vault.entra.managedIdentity;
    // The SDK keeps the endpoint, and the tokens of an identity, for the whole process.
    vi.stubEnv("IDENTITY_ENDPOINT", endpoint);
    vi.stubEnv("IDENTITY_HEADER", header);
    const path = store("the value");
    const from = bench.instance({ credential: "managed-identity", clientId: randomUUID() });
    const failing = async () => (await bench.failure(from.get({ path }, bench.context()))).code;
    const type = "application/json";
    bench.vault.entra.fault = { status: 400, body: '{"statusCode":400,"message":"no such identity"}', type };
    expect(await failing()).toBe("auth_failed");
    bench.vault.entra.fault = { status: 503, body: '{"statusCode":503,"message":"x"}', type };
    expect(await failing()).toBe("unavailable");
    bench.vault.entra.fault = undefined;
    await bench.vault.entra.down();
    expect(await failing()).toBe("unavailable");
    await bench.vault.entra.up();
    expect(await from.get({ path }, bench.context())).toBeDefined();
  });

  test("that a first caller gave up on serves the others", async () => {
    const [path, from, caller] = [store("the value"), bench.instance(), new AbortController()];
    const first = bench.failure(from.get({ path }, bench.context({ signal: caller.signal })));
    const others = Array.from({ length: 5 }, () => from.get({ path }, bench.context()));
    caller.abort();
    expect((await first).code).toBe("aborted");
    expect(await Promise.all(others)).not.toContain(undefined);
  });
});

describe("a write", () => {
  const text = { type: "text", text: "new" } as const;

  test("that is refused by a name that is being recovered waits for it, and no longer than its caller", async () => {
    const path = store();
    const conflict = {
      error: { code: "Conflict", message: "x", innererror: { code: "ObjectIsBeingRecovered" } },
    };
    bench.vault.meet({
      matches: ({ method }) => method === "PUT",
      times: 2,
      reply: { status: 409, body: conflict },
    });
    // The first PUT has no token and no body, and meets the fault, too.
    await bench.instance().put({ path }, text, {}, bench.context());
    bench.vault.meet({ matches: ({ method }) => method === "PUT", reply: { status: 409, body: conflict } });
    const late = bench.instance().put({ path }, text, {}, bench.context({ ms: 700 }));
    expect((await bench.failure(late)).code).toBe("timeout");
  });

  test("that meets another conflict is one", async () => {
    meet({ status: 409, body: { error: { code: "Conflict", message: "x" } } });
    expect(
      (await bench.failure(bench.instance().put({ path: store() }, text, {}, bench.context()))).code,
    ).toBe("conflict");
  });

  test("by who may only read is denied, and so is a purge that the vault protects against", async () => {
    const path = store();
    const { clientId, clientSecret } = bench.vault.application("user");
    const reader = bench.instance({ clientId, clientSecret });
    expect((await bench.failure(reader.put({ path }, text, {}, bench.context()))).code).toBe("denied");
    expect((await bench.failure(reader.delete({ path }, {}, bench.context()))).code).toBe("denied");
    bench.vault.meet({
      matches: ({ method, path: asked }) => method === "DELETE" && asked.startsWith("/deleted"),
      reply: { status: 403, body: { error: { code: "Forbidden", message: "purge protection" } } },
    });
    const error = await bench.failure(bench.instance().delete({ path }, { purge: true }, bench.context()));
    expect(error).toMatchObject({ code: "denied", hint: expect.stringContaining("purge protection") });
  });

  test("whose answer is cut off is unavailable", async () => {
    const [path, from] = [store(), bench.instance()];
    await from.get({ path }, bench.context());
    await bench.vault.truncate();
    expect(
      (
        await bench.failure(
          from.put({ path }, { type: "text", text: bench.canary.value() }, {}, bench.context()),
        )
      ).code,
    ).toBe("unavailable");
  });
});
