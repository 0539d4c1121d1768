import { createSecrets, nodeHost } from "@claviger/core";
import { expect, test } from "vitest";
import { httpkv } from "../src/httpkv.ts";

const host = nodeHost({ env: {} });

test.each([
  ["https://user:canary@kv.test", "more than a host"],
  ["https://kv.test/?token=canary", "more than a host"],
  ["http://kv.test", "unencrypted"],
])("the address %s is refused, and not quoted", (url, words) => {
  const open = () => createSecrets({ providers: [httpkv({ url, token: "x" })], host });
  expect(open).toThrow(
    expect.objectContaining({ code: "not_configured", problem: expect.stringContaining(words) }),
  );
  expect(open).not.toThrow(/canary/);
});

test("certificates are verified: what switches that off in Node is refused", () => {
  const options = { url: "https://kv.test", token: "x" };
  const env = { NODE_TLS_REJECT_UNAUTHORIZED: "0" };
  expect(() => createSecrets({ providers: [httpkv(options)], host: nodeHost({ env }) })).toThrow(
    /unset NODE_TLS/,
  );
  expect(() => createSecrets({ providers: [httpkv(options)], host })).not.toThrow();
});
