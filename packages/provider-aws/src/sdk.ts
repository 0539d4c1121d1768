import type * as SecretsManager from "@aws-sdk/client-secrets-manager";
import { SecretError } from "@claviger/core/provider";

/** The SDK's module. The import above is erased: only its types are taken. */
export type Sdk = typeof SecretsManager;

const packageName = "@aws-sdk/client-secrets-manager";

/**
 * A function that imports the SDK at its first call and gives the same module after. A failed import is not kept.
 * @param importSdk - replaced in tests
 */
export function sdkLoader(
  importSdk: () => Promise<Sdk> = () => import("@aws-sdk/client-secrets-manager"),
): () => Promise<Sdk> {
  let loading: Promise<Sdk> | undefined;
  const load = async (): Promise<Sdk> => {
    try {
      return await importSdk();
    } catch (error) {
      loading = undefined;
      throw notInstalled(error);
    }
  };
  return () => (loading ??= load());
}

function notInstalled(error: unknown): SecretError {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  const missing = code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND";
  return new SecretError(
    "not_configured",
    missing ? "the AWS SDK is not installed" : "the AWS SDK cannot be imported",
    {
      hint: `install ${packageName}${missing ? "" : " again, in a version that this Node can run"}`,
      ...(typeof code === "string" ? { cause: { code } } : {}),
    },
  );
}
