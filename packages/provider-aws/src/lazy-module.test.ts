import { expect, test } from "vitest";
import { lazyModule } from "./lazy-module.ts";
import { sdkLoader, stsLoader } from "./sdk.ts";

const sdk = {};

test("a package is imported at the first call, and once", async () => {
  let imports = 0;
  const load = lazyModule("@aws-sdk/client-sts", async () => {
    imports += 1;
    return sdk;
  });
  expect(imports).toBe(0);
  expect(await Promise.all([load(), load()])).toEqual([sdk, sdk]);
  await load();
  expect(imports).toBe(1);
});

test("a package that is not installed is not_configured, and says what to install", async () => {
  const load = lazyModule("@aws-sdk/client-sts", () =>
    Promise.reject(Object.assign(new Error("Cannot find package"), { code: "ERR_MODULE_NOT_FOUND" })),
  );
  await expect(load()).rejects.toMatchObject({
    code: "not_configured",
    hint: "install @aws-sdk/client-sts",
  });
});

test("a failed import is tried again at the next call", async () => {
  const outcomes = [Promise.reject(new Error("no such file")), Promise.resolve(sdk)];
  const load = lazyModule("@aws-sdk/client-sts", async () => (await outcomes.shift()) ?? sdk);
  await expect(load()).rejects.toMatchObject({ code: "not_configured" });
  await expect(load()).resolves.toBe(sdk);
});

test("the installed SDK has what is used of it", async () => {
  const [{ SecretsManager }, { STSClient, AssumeRoleCommand, GetCallerIdentityCommand }] = await Promise.all([
    sdkLoader()(),
    stsLoader()(),
  ]);
  expect([SecretsManager, STSClient, AssumeRoleCommand, GetCallerIdentityCommand]).not.toContain(undefined);
});
