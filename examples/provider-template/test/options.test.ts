import { createSecrets, nodeHost } from "@claviger/core";
import { expect, test } from "vitest";
import { httpkv } from "../src/httpkv.ts";

const host = nodeHost({ env: {} });

test.each([
  ["https://user:canary@kv.test", "holds credentials"],
  ["https://kv.test/?token=canary", "has a query"],
  ["http://kv.test", "is http outside this machine"],
])("the address %s is refused, and not quoted", (url, words) => {
  const open = () => createSecrets({ providers: [httpkv({ url, token: "x" })], host });
  expect(open).toThrow(
    expect.objectContaining({ code: "not_configured", problem: expect.stringContaining(words) }),
  );
  expect(open).not.toThrow(/canary/);
});
