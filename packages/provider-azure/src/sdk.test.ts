import { expect, test } from "vitest";
import { type Sdk, sdkLoader } from "./sdk.ts";

const sdk = {} as Sdk;

test("the SDK is imported at the first call, and once", async () => {
  let imports = 0;
  const load = sdkLoader(async () => {
    imports += 1;
    return sdk;
  });
  expect(imports).toBe(0);
  expect(await Promise.all([load(), load()])).toEqual([sdk, sdk]);
  await load();
  expect(imports).toBe(1);
});

test("an SDK that is not installed is not_configured, and says what to install", async () => {
  const load = sdkLoader(() =>
    Promise.reject(Object.assign(new Error("Cannot find package"), { code: "ERR_MODULE_NOT_FOUND" })),
  );
  await expect(load()).rejects.toMatchObject({
    code: "not_configured",
    hint: "install @azure/keyvault-secrets and @azure/identity",
  });
});

test("a failed import is tried again at the next call", async () => {
  const outcomes = [Promise.reject(new Error("no such file")), Promise.resolve(sdk)];
  const load = sdkLoader(async () => (await outcomes.shift()) ?? sdk);
  await expect(load()).rejects.toMatchObject({ code: "not_configured" });
  await expect(load()).resolves.toBe(sdk);
});

test("the installed SDK has what is used of it", async () => {
  const { identity, secrets } = await sdkLoader()();
  const { ClientSecretCredential, DefaultAzureCredential, ManagedIdentityCredential } = identity;
  expect([
    secrets.SecretClient,
    ClientSecretCredential,
    DefaultAzureCredential,
    ManagedIdentityCredential,
  ]).not.toContain(undefined);
});
