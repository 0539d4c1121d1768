import { expect, test } from "vitest";
import { loadSdk } from "./sdk.ts";

test("an SDK that is not installed is not_configured, and says what to install", async () => {
  const missing = Object.assign(new Error("Cannot find package"), { code: "ERR_MODULE_NOT_FOUND" });
  await expect(loadSdk(() => Promise.reject(missing))).rejects.toMatchObject({
    code: "not_configured",
    hint: "install @azure/keyvault-secrets and @azure/identity",
  });
});

test("an SDK that cannot be imported is not_configured, too", async () => {
  await expect(loadSdk(() => Promise.reject(new Error("no such file")))).rejects.toMatchObject({
    code: "not_configured",
    problem: "Azure's SDK cannot be imported",
  });
});

test("the installed SDK has what is used of it", async () => {
  const { identity, secrets } = await loadSdk();
  const { ClientSecretCredential, DefaultAzureCredential, ManagedIdentityCredential } = identity;
  expect([
    secrets.SecretClient,
    ClientSecretCredential,
    DefaultAzureCredential,
    ManagedIdentityCredential,
  ]).not.toContain(undefined);
});
