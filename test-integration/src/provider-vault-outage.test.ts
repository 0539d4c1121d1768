import { describe, expect, test, vi } from "vitest";
import { startVault } from "./servers/start-openbao.ts";
import { canary, context, vaultBench } from "./vault/vault-bench.ts";

const bench = vaultBench();

describe("a Vault that does not answer", () => {
  test("an abort ends the read at once", async () => {
    bench.proxy.hang();
    const from = bench.instance();
    // The best of three, since a machine may be busy.
    let best = Number.POSITIVE_INFINITY;
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      const stop = new AbortController();
      const reading = bench.read(from, { path: "secret/app" }, { signal: stop.signal });
      let settled = Number.POSITIVE_INFINITY;
      const failed = bench.failure(reading.finally(() => (settled = performance.now())));
      await vi.waitFor(() => expect(bench.proxy.count()).toBe(attempt));
      const begun = performance.now();
      stop.abort();
      expect(await failed).toMatchObject({ code: "aborted" });
      best = Math.min(best, settled - begun);
    }
    expect(best).toBeLessThan(50);
  });

  test("the deadline ends it", async () => {
    bench.proxy.hang();
    expect(
      await bench.failure(bench.read(bench.instance(), { path: "secret/app" }, { ms: 200 })),
    ).toMatchObject({ code: "timeout" });
  });

  test("closing ends it", async () => {
    bench.proxy.hang();
    const from = bench.instance();
    const failed = bench.failure(bench.read(from, { path: "secret/app" }));
    await vi.waitFor(() => expect(bench.proxy.count()).toBe(1));
    await from.close?.();
    expect(await failed).toMatchObject({ code: "aborted" });
  });

  test.each(["cut", "truncate"] as const)("a connection that is lost (%s) is no absence", async (fault) => {
    const path = await bench.store({ a: canary });
    bench.proxy[fault]({ times: 1 });
    const from = bench.instance();
    expect(await bench.failure(bench.read(from, { path: `secret/${path}` }))).toMatchObject({
      code: "unavailable",
    });
    expect(await bench.read(from, { path: `secret/${path}` })).toMatchObject({ version: "1" });
  });

  test("a sealed one", async () => {
    const path = await bench.store({ a: canary });
    const from = bench.instance();
    await bench.vault.seal();
    try {
      expect(await bench.failure(bench.read(from, { path: `secret/${path}` }))).toMatchObject({
        code: "unavailable",
        problem: expect.stringContaining("is sealed"),
        hint: expect.stringContaining("unseal"),
      });
      expect(await from.check([], context())).toMatchObject([
        { status: "error", message: expect.stringContaining("is sealed") },
      ]);
    } finally {
      await bench.vault.unseal();
    }
    expect(await bench.read(from, { path: `secret/${path}` })).toMatchObject({ version: "1" });
  });
});

describe("a Vault of its own", () => {
  test("that was killed is unavailable, and is read again when it is back", async () => {
    await using own = await startVault();
    const from = bench.instance({ addr: own.address, token: own.rootToken });
    expect(await bench.read(from, { path: "secret/app" })).toBeUndefined();
    await own.kill();
    expect(await bench.failure(bench.read(from, { path: "secret/app" }))).toMatchObject({
      code: "unavailable",
    });
    await own.restart();
    expect(await bench.read(from, { path: "secret/app" })).toBeUndefined();
  }, 60_000);

  test("with a private authority is trusted through its file only", async () => {
    await using own = await startVault({ tls: true });
    const trusting = bench.instance({ addr: own.address, token: own.rootToken, cacert: own.caPath ?? "" });
    expect(await bench.read(trusting, { path: "secret/app" })).toBeUndefined();
    // Node's own switch must not switch it off either.
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
    expect(
      await bench.failure(bench.read(bench.instance({ addr: own.address }), { path: "secret/app" })),
    ).toMatchObject({
      code: "auth_failed",
      hint: expect.stringContaining("VAULT_CACERT"),
    });
    const plain = own.address.replace("https:", "http:");
    expect(
      await bench.failure(bench.read(bench.instance({ addr: plain }), { path: "secret/app" })),
    ).toMatchObject({
      code: "unavailable",
    });
  }, 60_000);
});
