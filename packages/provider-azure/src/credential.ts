import { createPrivateKey, X509Certificate } from "node:crypto";
import { resolve } from "node:path";
import { type Host, readNamedFile } from "@claviger/core/provider";
import type { TokenCredential } from "@azure/identity";
import { isPublicAuthority } from "./cloud.ts";
import type { LoginWatch } from "./login-watch.ts";
import type { Sdk } from "./sdk.ts";
import type { Settings } from "./settings.ts";
import type { Transport } from "./transport-policy.ts";

/** What a login is made with. */
export interface LoginContext {
  readonly settings: Settings;
  readonly host: Host;
  readonly sdk: Sdk;
  readonly transport: Transport;
}

/**
 * The SDK's credential of the configured kind. It asks nobody yet.
 * @param watch - sees its requests for tokens
 * @throws SecretError `not_configured` if a file that it needs is missing or is no certificate
 */
export async function createCredential(
  { settings, host, sdk: { identity }, transport }: LoginContext,
  watch: LoginWatch,
): Promise<TokenCredential> {
  const { credential, tenantId = "", clientId = "", clientSecret = "", authority } = settings;
  const common = {
    // Retries are core's; a redirect would take the credentials elsewhere.
    retryOptions: { maxRetries: 0 },
    redirectOptions: { maxRetries: 0 },
    additionalPolicies: [watch.policy, transport.policy].map((policy) => ({
      policy,
      position: "perRetry" as const,
    })),
    ...(authority && { authorityHost: authority, disableInstanceDiscovery: !isPublicAuthority(authority) }),
  };
  const [ofTenant, ofClient] = [tenantId ? { tenantId } : {}, clientId ? { clientId } : {}];
  const kinds: Readonly<Record<typeof credential, () => TokenCredential | Promise<TokenCredential>>> = {
    "client-secret": () => new identity.ClientSecretCredential(tenantId, clientId, clientSecret, common),
    certificate: async () => {
      const certificate = await readCertificate(settings, host);
      return new identity.ClientCertificateCredential(tenantId, clientId, certificate, common);
    },
    "managed-identity": () => new identity.ManagedIdentityCredential({ ...common, ...ofClient }),
    "workload-identity": async () => {
      const tokenFilePath = resolve(host.directory, settings.tokenFile ?? "");
      await readNamedFile(tokenFilePath, {
        host,
        what: "the file of the option tokenFile",
        hint: "correct the option, or the permissions of the file",
      });
      return new identity.WorkloadIdentityCredential({ ...common, ...ofTenant, ...ofClient, tokenFilePath });
    },
    default: () => {
      // What DefaultAzureCredential would try first, also where an option or a .env file gives it. It reads the process's
      // own environment, and AZURE_TOKEN_CREDENTIALS says there what may be tried.
      const isApplication = tenantId !== "" && clientId !== "" && !process.env["AZURE_TOKEN_CREDENTIALS"];
      if (isApplication && clientSecret) return kinds["client-secret"]();
      if (isApplication && settings.certificate) return kinds.certificate();
      const machine = { managedIdentityClientId: clientId, workloadIdentityClientId: clientId };
      return new identity.DefaultAzureCredential({ ...common, ...ofTenant, ...(clientId ? machine : {}) });
    },
  };
  return await kinds[credential]();
}

/** Read here, so that a file that holds no such thing is told from one that is refused. */
async function readCertificate(
  { certificate: path = "", certificatePassword: passphrase }: Settings,
  host: Host,
): Promise<{ readonly certificate: string; readonly certificatePassword?: string }> {
  const isIn = (key: string): boolean => {
    createPrivateKey({ key, ...(passphrase && { passphrase }) });
    return new X509Certificate(key).raw.length > 0;
  };
  const certificate = await readNamedFile(path, {
    host,
    what: "the file of the option certificate",
    hint: "set it to a PEM file that can be read and has both; AZURE_CLIENT_CERTIFICATE_PASSWORD, if the key is encrypted",
    content: { name: "certificate with a private key that can be read", isIn },
  });
  return { certificate, ...(passphrase && { certificatePassword: passphrase }) };
}
