import { expect, test } from "vitest";
import { importSdk, importSts, installed } from "./sdk.ts";

test.each([
  ["ERR_MODULE_NOT_FOUND", "is not installed", "install @aws-sdk/client-sts"],
  [
    "ERR_DLOPEN_FAILED",
    "cannot be imported",
    "install @aws-sdk/client-sts again, in a version that this Node can run",
  ],
  [undefined, "cannot be imported", "install @aws-sdk/client-sts again, in a version that this Node can run"],
])(
  "a package whose import fails with %s is not_configured, and says what to install",
  async (code, why, hint) => {
    const importing = Promise.reject(Object.assign(new Error("Cannot find package"), { code }));
    await expect(installed("@aws-sdk/client-sts", importing)).rejects.toMatchObject({
      code: "not_configured",
      problem: `@aws-sdk/client-sts ${why}`,
      hint,
    });
  },
);

test("the installed SDK has what is used of it", async () => {
  const [{ SecretsManager }, { STSClient, AssumeRoleCommand, GetCallerIdentityCommand }] = await Promise.all([
    importSdk(),
    importSts(),
  ]);
  expect([SecretsManager, STSClient, AssumeRoleCommand, GetCallerIdentityCommand]).not.toContain(undefined);
});
