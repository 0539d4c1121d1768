import { inspect } from "node:util";
import { SecretError } from "@claviger/core/provider";
import { describe, expect, test } from "vitest";
import { ReplyError } from "./reply-error.ts";
import { translateError } from "./translate-error.ts";

const subject = { vault: "https://my-vault.vault.azure.net", path: "secret-key" };
const canary = "canary-4e90";

function reply(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): ReplyError {
  const known = new Map(Object.entries(headers));
  return new ReplyError({
    status,
    bodyAsText: typeof body === "string" ? body : JSON.stringify(body),
    headers: { get: (name) => known.get(name), has: (name) => known.has(name) },
  });
}

const coded = (code: string, inner?: string) => ({
  error: { code, message: canary, ...(inner === undefined ? {} : { innererror: { code: inner } }) },
});

describe("a reply", () => {
  test.each([
    [400, coded("BadParameter"), "invalid_ref"],
    [400, coded("Other"), "internal"],
    [401, coded("Unauthorized"), "auth_failed"],
    [403, coded("Forbidden", "ForbiddenByRbac"), "denied"],
    [403, coded("Forbidden", "Unheard"), "denied"],
    [403, coded("Forbidden"), "denied"],
    [403, {}, "unavailable"],
    [403, "", "unavailable"],
    [404, coded("VaultNotFound"), "not_configured"],
    [404, "<html>", "unavailable"],
    [405, coded("MethodNotAllowed"), "internal"],
    [409, coded("Conflict"), "conflict"],
    [409, coded("Conflict", "ObjectIsBeingDeleted"), "unavailable"],
    [429, coded("Throttled"), "throttled"],
    [429, "", "throttled"],
    [500, coded("InternalServerError"), "unavailable"],
    [502, "<html>", "unavailable"],
    [307, "", "unavailable"],
  ])("with %i and %j is %s", (status, body, code) => {
    const error = translateError(reply(status, body), subject);
    expect(error).toMatchObject({ code, location: "secret-key", cause: { status } });
    expect(error.hint).toMatch(/\S/);
    expect(inspect(error, { depth: 9 })).not.toContain(canary);
  });

  test("keeps Key Vault's finer code, the request's id and the time to wait, and nothing that is none", () => {
    const headers = { "x-ms-request-id": "8f3a-1", "retry-after": "12" };
    expect(translateError(reply(429, coded("Throttled", "PerVault"), headers), subject)).toMatchObject({
      cause: { status: 429, code: "PerVault", requestId: "8f3a-1" },
      retryAfter: 12,
    });
    const odd = { "x-ms-request-id": `${canary} \n`, "retry-after": "Thu, 01 Jan 2099 00:00:00 GMT" };
    const error = translateError(reply(429, coded(`${canary} x`), odd), subject);
    expect(error.cause).toEqual({ status: 429 });
    expect(error.retryAfter).toBeUndefined();
  });
});

describe("a failed exchange", () => {
  const native = (code: string, message = canary): Error => Object.assign(new Error(message), { code });
  test.each([
    [native("ECONNREFUSED"), "unavailable", "ECONNREFUSED"],
    [native("ENOTFOUND"), "unavailable", "ENOTFOUND"],
    [native("ECONNRESET"), "unavailable", "ECONNRESET"],
    [native("EPROTO"), "unavailable", "EPROTO"],
    [native("DEPTH_ZERO_SELF_SIGNED_CERT"), "auth_failed", "DEPTH_ZERO_SELF_SIGNED_CERT"],
    [native("ERR_TLS_CERT_ALTNAME_INVALID"), "auth_failed", "ERR_TLS_CERT_ALTNAME_INVALID"],
    [native("REQUEST_SEND_ERROR"), "unavailable", "REQUEST_SEND_ERROR"],
    [Object.assign(new AggregateError([native("ECONNREFUSED")], canary), {}), "unavailable", "ECONNREFUSED"],
    [new TypeError(canary), "unavailable", undefined],
    [canary, "unavailable", undefined],
    [undefined, "unavailable", undefined],
  ])("%# is told by its code alone", (thrown, code, cause) => {
    const error = translateError(thrown, subject);
    expect([error.code, error.cause?.code]).toEqual([code, cause]);
    expect(inspect(error, { depth: 9 })).not.toContain(canary);
  });

  test("that has its words already keeps them", () => {
    const told = new SecretError("aborted", "closed");
    expect(translateError(told, subject)).toBe(told);
  });
});
