import { expect, test } from "vitest";
import { rolePolicy } from "./policy.ts";

const vault = "https://my-vault.vault.azure.net";
const user = "4633458b-17de-408a-b874-0445c86b69e6";
const officer = "b86a8fe4-44ce-4948-aee5-eccb2c155cd7";

function grants(paths: readonly string[], purpose: "read" | "write" | "rotate"): unknown {
  const text = rolePolicy(
    paths.map((path) => ({ path })),
    { purpose, vault },
  );
  const { resources } = JSON.parse(text) as {
    readonly resources: readonly {
      readonly scope: string;
      readonly properties: { readonly roleDefinitionId: string };
    }[];
  };
  return resources.map(({ scope, properties }) => [
    scope,
    /'([0-9a-f-]{36})'/.exec(properties.roleDefinitionId)?.[1],
  ]);
}

test("reading is granted on each secret alone, once", () => {
  expect(grants(["secret-key", "MONGO-URI", "mongo-uri"], "read")).toEqual([
    ["Microsoft.KeyVault/vaults/my-vault/secrets/secret-key", user],
    ["Microsoft.KeyVault/vaults/my-vault/secrets/mongo-uri", user],
  ]);
});

test("rotating is granted on each secret, writing on the vault, where secrets are made", () => {
  expect(grants(["secret-key"], "rotate")).toEqual([
    ["Microsoft.KeyVault/vaults/my-vault/secrets/secret-key", officer],
  ]);
  expect(grants(["secret-key"], "write")).toEqual([["Microsoft.KeyVault/vaults/my-vault", officer]]);
});

test("without secrets it is for the vault", () => {
  expect(grants([], "read")).toEqual([["Microsoft.KeyVault/vaults/my-vault", user]]);
});
