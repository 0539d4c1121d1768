import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { isSecretError } from "@claviger/core/provider";
import { codeOf } from "./error-table.ts";
import { readNativeError } from "./native-error.ts";

/** What a client of the SDK signs with, kept until it expires. */
type CredentialsSource = SecretsManagerClient["config"]["credentials"];

/** What the SDK's credential chain, or a role, gave. */
export type Credentials = Awaited<ReturnType<CredentialsSource>>;

interface RenewingContext {
  readonly credentials: CredentialsSource;
  /** The credentials that the request is sent with. */
  readonly used: Credentials;
}

/**
 * One request, and one more if the service refused the credentials and the chain, run anew, gives others. This is the
 * one new login that core leaves to a provider.
 */
export async function sendRenewing<T>(request: () => Promise<T>, context: RenewingContext): Promise<T> {
  try {
    return await request();
  } catch (error) {
    if (isSecretError(error) || codeOf(readNativeError(error)) !== "auth_failed") throw error;
    if (!(await isRenewed(context))) throw error;
    return await request();
  }
}

async function isRenewed({ credentials, used }: RenewingContext): Promise<boolean> {
  try {
    // Another call may have renewed them meanwhile.
    if (differ(await credentials(), used)) return true;
    return differ(await credentials({ forceRefresh: true }), used);
  } catch (error) {
    if (isSecretError(error)) throw error;
    // The refusal is the better thing to tell.
    return false;
  }
}

function differ(one: Credentials, other: Credentials): boolean {
  return one.accessKeyId !== other.accessKeyId || one.sessionToken !== other.sessionToken;
}
