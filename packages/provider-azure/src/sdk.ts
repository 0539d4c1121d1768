import { SecretError } from "@claviger/core/provider";
import type * as Identity from "@azure/identity";
import type * as Secrets from "@azure/keyvault-secrets";
import { nativeCode } from "./native-code.ts";

/** The SDK's two modules. The imports above are erased: only their types are taken. */
export interface Sdk {
  readonly identity: typeof Identity;
  readonly secrets: typeof Secrets;
}

/** One of the SDK's pipeline policies; its type is not exported where the provider can see it. */
export type Policy = NonNullable<Secrets.SecretClientOptions["additionalPolicies"]>[number]["policy"];
export type PolicyResponse = Awaited<ReturnType<Policy["sendRequest"]>>;

/**
 * Imports the SDK; Node keeps its modules.
 * @param importSdk - replaced in tests
 * @throws SecretError `not_configured`
 */
export async function loadSdk(importSdk: () => Promise<Sdk> = importBoth): Promise<Sdk> {
  try {
    return await importSdk();
  } catch (error) {
    const code = nativeCode(error);
    const [problem, versions] = code?.endsWith("MODULE_NOT_FOUND")
      ? ["is not installed", ""]
      : ["cannot be imported", " again, in versions that this Node can run"];
    throw new SecretError("not_configured", `Azure's SDK ${problem}`, {
      hint: `install @azure/keyvault-secrets and @azure/identity${versions}`,
      ...(code && { cause: { code } }),
    });
  }
}

async function importBoth(): Promise<Sdk> {
  const [identity, secrets] = await Promise.all([
    import("@azure/identity"),
    import("@azure/keyvault-secrets"),
  ]);
  return { identity, secrets };
}
