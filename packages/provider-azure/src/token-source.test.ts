import { inspect } from "node:util";
import type { AccessToken, TokenCredential } from "@azure/identity";
import { nodeHost } from "@claviger/core";
import type { Clock } from "@claviger/core/provider";
import { describe, expect, test } from "vitest";
import { LoginWatch } from "./login-watch.ts";
import { rejection } from "./testing/rejection.ts";
import { TokenSource } from "./token-source.ts";

const canary = "canary-4e90";
const scope = "https://vault.azure.net/.default";

/** A credential that gives these, one after the other. */
function credentialOf(...outcomes: readonly (AccessToken | Error | "hangs")[]): TokenCredential {
  const left = [...outcomes];
  return {
    getToken: async () => {
      const outcome = left.shift();
      if (outcome === "hangs") return await Promise.withResolvers<never>().promise;
      if (outcome instanceof Error) throw outcome;
      return outcome ?? null;
    },
  };
}

function tokenFor(ms: number, claims: object = {}): AccessToken {
  const payload = Buffer.from(JSON.stringify(claims)).toString("base64url");
  return { token: `x.${payload}.${canary}`, expiresOnTimestamp: Date.now() + ms };
}

function source(credential: TokenCredential, clock: Clock = nodeHost().clock): TokenSource {
  return new TokenSource(credential, { clock, watch: new LoginWatch("default") });
}

describe("a token", () => {
  test("that cannot be renewed is used to its end", async () => {
    const held = tokenFor(60_000);
    const tokens = source(credentialOf(held, new Error(canary)));
    expect(await tokens.getToken(scope)).toBe(held);
    expect(await tokens.getToken(scope)).toBe(held);
  });

  test("that has ended is not used, and its source was there before: it is unavailable", async () => {
    const tokens = source(credentialOf(tokenFor(-1), new Error(canary)));
    await tokens.getToken(scope);
    const error = await rejection(tokens.getToken(scope));
    expect(error.code).toBe("unavailable");
    expect(inspect(error, { depth: 9 })).not.toContain(canary);
  });

  test("of one scope is not used for another, or for other claims", async () => {
    const tokens = source(credentialOf(tokenFor(60_000), new Error("no"), new Error("no")));
    await tokens.getToken(scope);
    const others = [tokens.getToken("https://other/.default"), tokens.getToken(scope, { claims: "{}" })];
    for (const other of others) expect((await rejection(other)).code).toBe("unavailable");
  });

  test("tells whom it speaks for, and nothing that is no id", async () => {
    const claims = { appid: "app-1", oid: `${canary} x`, tid: 7 };
    const tokens = source(credentialOf(tokenFor(60_000, claims)));
    expect(tokens.identity()).toBeUndefined();
    await tokens.getToken(scope);
    expect(tokens.identity()).toBe("application app-1, object unknown, tenant unknown");
  });

  test("that is opaque tells nothing", async () => {
    const tokens = source(credentialOf({ token: canary, expiresOnTimestamp: Date.now() + 60_000 }));
    await tokens.getToken(scope);
    expect(tokens.identity()).toBeUndefined();
  });
});

test("a process that never had credentials is auth_failed", async () => {
  for (const outcome of [
    new Error(canary),
    Object.assign(new Error(canary), { name: "CredentialUnavailableError" }),
  ]) {
    const error = await rejection(source(credentialOf(outcome)).getToken(scope));
    expect(error).toMatchObject({ code: "auth_failed", hint: expect.stringContaining("az login") });
    expect(inspect(error, { depth: 9 })).not.toContain(canary);
  }
});

test("the reason may be wrapped several times", async () => {
  const refused = Object.assign(new Error(canary), { code: "ECONNREFUSED" });
  const wrapped = new Error(canary, {
    cause: Object.assign(new Error(canary), { errors: [new Error(canary, { cause: refused })] }),
  });
  const error = await rejection(source(credentialOf(wrapped)).getToken(scope));
  expect(error).toMatchObject({ code: "unavailable", cause: { code: "ECONNREFUSED" } });
});

test("a source that never answers is unavailable after 15 seconds", async () => {
  const waits: number[] = [];
  const clock: Clock = {
    ...nodeHost().clock,
    now: () => Date.now(),
    monotonic: () => performance.now(),
    after: (ms, callback) => {
      waits.push(ms);
      queueMicrotask(callback);
      return { cancel: () => undefined };
    },
  };
  const error = await rejection(source(credentialOf("hangs"), clock).getToken(scope));
  expect([error.code, waits]).toEqual(["unavailable", [15_000]]);
});
