import { SecretError } from "@claviger/core/provider";
import type * as Identity from "@azure/identity";
import type * as Secrets from "@azure/keyvault-secrets";

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
    throw notInstalled(error);
  }
}

async function importBoth(): Promise<Sdk> {
  const [identity, secrets] = await Promise.all([
    import("@azure/identity"),
    import("@azure/keyvault-secrets"),
  ]);
  return { identity, secrets };
}

function notInstalled(error: unknown): SecretError {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  const missing = code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND";
  return new SecretError(
    "not_configured",
    missing ? "Azure's SDK is not installed" : "Azure's SDK cannot be imported",
    {
      hint: `install @azure/keyvault-secrets and @azure/identity${missing ? "" : " again, in versions that this Node can run"}`,
      ...(typeof code === "string" ? { cause: { code } } : {}),
    },
  );
}
