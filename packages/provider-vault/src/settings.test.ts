import { nodeHost } from "@claviger/core";
import { describe, expect, test } from "vitest";
import type { VaultOptions } from "./options.ts";
import { settingsOf } from "./settings.ts";

const minimal = {
  addr: "https://vault.test:8200",
  token: "hvs.x",
  mount: "secret",
  case: "as-is",
  auth: "token",
  dynamic: ["database"],
} as const;

function settle(options: Partial<VaultOptions> = {}, env: Record<string, string> = {}) {
  return settingsOf({ ...minimal, ...options }, nodeHost({ env }));
}

describe("the bundle and the prefix may be written", () => {
  test.each([
    ["imip/production", "imip/production"],
    ["secret/imip/production", "imip/production"],
    ["secret/data/imip/production", "imip/production"],
    ["/imip/production/", "imip/production"],
    ["secret/data", "data"],
    ["data/imip", "data/imip"],
    ["secrets/imip", "secrets/imip"],
  ])("as %s", (path, inside) => {
    expect(settle({ path }).bundle).toBe(inside);
    expect(settle({ prefix: path }).prefix).toBe(path.endsWith("/") ? `${inside}/` : inside);
  });

  test("a prefix that is the mount is none", () => {
    expect(settle({ prefix: "secret/" }).prefix).toBeUndefined();
  });
});

describe("what cannot work is refused at once", () => {
  test.each<[string, Partial<VaultOptions>, string]>([
    ["no address", { addr: "" }, "VAULT_ADDR"],
    ["a list of no address", { addr: " , /," }, "VAULT_ADDR"],
    ["another scheme", { addr: "unix:///run/vault.sock" }, "not an http or https URL"],
    ["credentials in the address", { addr: "https://me:canary@vault.test" }, "credentials"],
    ["http elsewhere", { addr: "https://vault.test,HTTP://canary.test" }, "or set allowHttp"],
    ["a query in the address", { addr: "https://vault.test/?token=canary" }, "query"],
    ["no token", { token: "" }, "VAULT_TOKEN"],
    ["a token with a line break", { token: "hvs.canary\n" }, "line break"],
    ["an empty mount", { mount: "/" }, "mount is empty"],
    ["a path that climbs", { path: "imip/../../sys" }, "path cannot be"],
    ["a path that is the mount", { path: "secret/" }, "no secret in it"],
    ["a prefix with an empty segment", { prefix: "a//b" }, "prefix cannot be"],
    ["a namespace with a line break", { namespace: "a\r\nX-Evil: 1" }, "namespace cannot be"],
  ])("%s", (_, options, words) => {
    const refusal = expect.objectContaining({
      code: "not_configured",
      problem: expect.stringContaining(words),
    });
    expect(() => settle(options)).toThrow(refusal);
    expect(() => settle(options)).not.toThrow(/canary/);
  });

  test("all problems in one error", () => {
    expect(() => settle({ addr: "vault", token: "", mount: "" })).toThrow(/addr .*; the token .*; mount /);
  });

  test.each(["1", "true", "yes"])("VAULT_SKIP_VERIFY=%s", (value) => {
    expect(() => settle({}, { VAULT_SKIP_VERIFY: value })).toThrow(/VAULT_SKIP_VERIFY.*VAULT_CACERT/);
    expect(() => settle({}, { BAO_SKIP_VERIFY: value })).toThrow(/BAO_SKIP_VERIFY/);
  });

  test.each(["", "0", "false"])("but VAULT_SKIP_VERIFY=%j asks for nothing", (value) => {
    expect(settle({}, { VAULT_SKIP_VERIFY: value })).toMatchObject({
      addresses: ["https://vault.test:8200"],
    });
  });
});

test("a problem that several addresses have is told once", () => {
  expect(() => settle({ addr: "one,two" })).toThrow(/Vault: addr is not an http or https URL \(/);
});

test("addresses are separated by commas, and named once; http elsewhere is taken only if that is allowed", () => {
  const addr = " https://a:8200/, http://b:8200,https://a:8200 ,";
  expect(settle({ addr, allowHttp: true }).addresses).toEqual(["https://a:8200", "http://b:8200"]);
});

test("slashes at the end of the address and around the namespace do not matter", () => {
  expect(settle({ addr: "https://vault.test/base/", namespace: "/team/a/" })).toMatchObject({
    addresses: ["https://vault.test/base"],
    namespace: "team/a",
  });
});
