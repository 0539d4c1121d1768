import { generateKeyPairSync } from "node:crypto";
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import {
  canary,
  context,
  failure,
  fake,
  folder,
  instance,
  list,
  type Options,
  proxy,
  put,
  remove,
  reports,
  shelf,
} from "./github-bench.ts";

describe("who asks", () => {
  test.each([
    ["none", "list", "denied"],
    ["read", "put", "denied"],
    ["read", "remove", "denied"],
  ] as const)("may see %s, and a %s is %s", async (secrets, method, code) => {
    shelf().keep("KEY", "before");
    fake.state.tokens.set("other", { secrets });
    const at = instance({ token: "other" });
    const call = { list: () => list(at), put: () => put(at, "KEY", canary), remove: () => remove(at, "KEY") }[
      method
    ]();
    expect(await failure(call)).toMatchObject({ code, cause: { status: 403 } });
    expect(shelf().secrets.get("KEY")?.value).toBe("before");
  });

  test("and is nobody is not_configured at the first call", async () => {
    const at = instance({ token: undefined });
    for (const call of [() => list(at), () => put(at, "KEY", canary)]) {
      expect(await failure(call())).toMatchObject({
        code: "not_configured",
        hint: expect.stringContaining("GITHUB_TOKEN"),
      });
    }
    expect(proxy.requests).toEqual([]);
  });

  test("and is not known is auth_failed", async () => {
    expect((await failure(list(instance({ token: `ghp_${canary}` })))).code).toBe("auth_failed");
    expect((await failure(put(instance({ token: `ghp_${canary}` }), "KEY", canary))).code).toBe(
      "auth_failed",
    );
  });
});

describe("a GitHub App", () => {
  const app = { appId: "Iv23liClaviger", installationId: "4711", privateKeyFile: "app.pem" };
  // As GitHub hands it out: PKCS#1.
  const keys = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
  });

  beforeEach(async () => {
    await writeFile(join(folder, "app.pem"), keys.privateKey, { mode: 0o600 });
    const { appId: id, installationId } = app;
    Object.assign(fake.state, {
      app: { id, publicKey: keys.publicKey, installationId },
      logins: 0,
      tokenSeconds: 3600,
    });
  });

  test("logs in once for all that is asked, and says so", async () => {
    const at = instance(app);
    await Promise.all(["ONE", "TWO", "THREE"].map((name) => put(at, name, canary)));
    await list(at);
    expect(fake.state.logins).toBe(1);
    expect(shelf().secrets.size).toBe(3);
    expect(reports).toEqual([{ type: "credentials", action: "login", expiresAt: expect.any(Date) }]);
  });

  test("logs in again shortly before its token ends, and when that is refused", async () => {
    fake.state.tokenSeconds = 50;
    const at = instance(app);
    await list(at);
    await list(at);
    expect(fake.state.logins).toBe(2);
    fake.state.tokenSeconds = 3600;
    await list(at);
    fake.state.tokens.clear();
    await put(at, "KEY", canary);
    expect(fake.state.logins).toBe(4);
    expect(shelf().secrets.get("KEY")?.value).toBe(canary);
  });

  test("whose new token is refused, too, is auth_failed after one new login", async () => {
    proxy.respondWith(
      { status: 401, body: { message: "Bad credentials" } },
      { only: ({ path }) => !path.startsWith("/app/") },
    );
    expect((await failure(list(instance(app)))).code).toBe("auth_failed");
    expect(fake.state.logins).toBe(2);
  });

  test.each<[string, Partial<Options>, string, string]>([
    ["another App", { appId: "1" }, "auth_failed", "refuses the App's login"],
    ["another installation", { installationId: "1" }, "not_configured", "no such installation"],
    ["no file", { privateKeyFile: "none.pem" }, "not_configured", "none.pem, cannot be read"],
  ])("with %s is refused", async (_, options, code, words) => {
    expect(await failure(list(instance({ ...app, ...options })))).toMatchObject({
      code,
      problem: expect.stringContaining(words),
    });
  });

  test("with a file that is no key, or another's, is refused, and the file is not quoted", async () => {
    await writeFile(join(folder, "text.pem"), canary);
    const at = instance({ ...app, privateKeyFile: "text.pem" });
    expect(await failure(list(at))).toMatchObject({
      code: "not_configured",
      problem: expect.stringContaining("holds no private key"),
    });
    const { privateKey } = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
    });
    await writeFile(join(folder, "text.pem"), privateKey);
    expect((await failure(list(at))).code).toBe("auth_failed");
    await chmod(join(folder, "text.pem"), 0o600);
  });

  test("that cannot log in since GitHub is down is unavailable, and logs in later", async () => {
    const at = instance(app);
    proxy.cut();
    expect((await failure(list(at))).code).toBe("unavailable");
    proxy.passThrough();
    expect(await list(at)).toEqual([]);
  });

  test("whose login hangs ends with the caller, not with the login", async () => {
    const at = instance(app);
    proxy.hang({ only: ({ path }) => path.startsWith("/app/"), times: 1 });
    const started = performance.now();
    expect((await failure(list(at, "", context({ ms: 100 })))).code).toBe("timeout");
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

/** The body of a refusal. */
