import type * as SecretsManager from "@aws-sdk/client-secrets-manager";
import type * as SecurityTokenService from "@aws-sdk/client-sts";
import { SecretError } from "@claviger/core/provider";

// The imports of the SDK's modules above are erased: only types are taken.
export type Sdk = typeof SecretsManager;
export type Sts = typeof SecurityTokenService;

/** The client of Secrets Manager. @throws SecretError `not_configured` */
export function importSdk(): Promise<Sdk> {
  return installed("@aws-sdk/client-secrets-manager", import("@aws-sdk/client-secrets-manager"));
}

/** The client of STS, for where a role is assumed or an identity asked for. @throws SecretError `not_configured` */
export function importSts(): Promise<Sts> {
  return installed("@aws-sdk/client-sts", import("@aws-sdk/client-sts"));
}

/** @throws SecretError `not_configured`, with what to install */
export async function installed<Module>(packageName: string, importing: Promise<Module>): Promise<Module> {
  try {
    return await importing;
  } catch (error) {
    const { code } = error as { readonly code?: string };
    const isMissing = code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND";
    const problem = `${packageName} ${isMissing ? "is not installed" : "cannot be imported"}`;
    throw new SecretError("not_configured", problem, {
      hint: `install ${packageName}${isMissing ? "" : " again, in a version that this Node can run"}`,
      cause: { code },
    });
  }
}

const maxSockets = 50;

/** What every client of the SDK gets here. */
export const clientSettings = {
  // Retries are core's.
  maxAttempts: 1,
  // Keep-alive sockets, as many as core may have calls in flight. Without the throw, a timeout is only a warning.
  requestHandler: { throwOnRequestTimeout: true, httpAgent: { maxSockets }, httpsAgent: { maxSockets } },
  // Handed through to the credential chain, which otherwise keeps the text of ~/.aws/credentials for the life of the
  // process: a renewal must see what another program wrote there. The chain runs only when credentials are needed.
  ignoreCache: true,
} as const;
