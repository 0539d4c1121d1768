import { nodeHost } from "@claviger/core";
import { expect, test } from "vitest";
import { azure } from "./azure.ts";
import { provider } from "./index.ts";

const options = {
  url: "https://my-vault.vault.azure.net",
  case: "kebab",
  credential: "default",
  verifyResource: true,
} as const;

test("the package exports the provider under the name that core looks for, too", () => {
  expect(provider).toBe(azure);
  expect(azure.name).toBe("azure");
});

test("an instance can be made, asked where names are, and closed, without anything being asked for", async () => {
  const instance = azure.create(options, nodeHost({ env: {} }));
  expect(instance.locate({ name: "MONGO_URI", as: "value" })).toEqual([{ path: "mongo-uri" }]);
  expect(instance.parse("mongo-uri")).toEqual({ path: "mongo-uri" });
  expect(instance.policy?.([{ path: "mongo-uri" }], "read")).toContain("/secrets/mongo-uri");
  await instance.close?.();
});

test("a call after the close is aborted", async () => {
  const instance = azure.create(options, nodeHost({ env: {} }));
  await instance.close?.();
  const ctx = { signal: new AbortController().signal, deadline: Date.now() + 1_000, report: () => undefined };
  await expect(instance.get?.({ path: "x" }, ctx)).rejects.toMatchObject({ code: "aborted" });
});
