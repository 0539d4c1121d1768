import { resolve } from "node:path";
import { type Host, SecretError } from "@claviger/core/provider";
import type { TokenCredential } from "@azure/identity";
import { isPublicAuthority } from "./cloud.ts";
import type { Policy, Sdk } from "./sdk.ts";
import type { Settings } from "./settings.ts";

interface CredentialContext {
  readonly sdk: Sdk;
  readonly host: Host;
  /** What its requests for tokens go through. */
  readonly policies: readonly Policy[];
}

/**
 * The SDK's credential of the configured kind. It asks nobody yet.
 * @throws SecretError `not_configured` if a file that it needs is missing or is no certificate
 */
export async function createCredential(
  settings: Settings,
  { sdk: { identity }, host, policies }: CredentialContext,
): Promise<TokenCredential> {
  const { credential, tenantId = "", clientId = "", clientSecret = "", authority } = settings;
  const common = {
    // Retries are core's; a redirect would take the credentials elsewhere.
    retryOptions: { maxRetries: 0 },
    redirectOptions: { maxRetries: 0 },
    additionalPolicies: policies.map((policy) => ({ policy, position: "perRetry" as const })),
    ...(authority === undefined
      ? {}
      : { authorityHost: authority, disableInstanceDiscovery: !isPublicAuthority(authority) }),
  };
  const named = { ...(tenantId ? { tenantId } : {}), ...(clientId ? { clientId } : {}) };
  const bySecret = (): TokenCredential =>
    new identity.ClientSecretCredential(tenantId, clientId, clientSecret, common);
  const byCertificate = async (): Promise<TokenCredential> => {
    const certificate = await readCertificate(settings, host);
    return new identity.ClientCertificateCredential(tenantId, clientId, certificate, common);
  };
  const kinds: Readonly<Record<typeof credential, () => TokenCredential | Promise<TokenCredential>>> = {
    "client-secret": bySecret,
    certificate: byCertificate,
    "managed-identity": () =>
      new identity.ManagedIdentityCredential({ ...common, ...(clientId ? { clientId } : {}) }),
    "workload-identity": async () => {
      const tokenFilePath = resolve(host.directory, settings.tokenFile ?? "");
      await readFile(tokenFilePath, { host, option: "tokenFile" });
      return new identity.WorkloadIdentityCredential({ ...common, ...named, tokenFilePath });
    },
    default: () => {
      // What DefaultAzureCredential would try first, also where an option or a .env file gives it. It reads the process's
      // own environment, and AZURE_TOKEN_CREDENTIALS says there what may be tried.
      const isApplication = tenantId !== "" && clientId !== "" && !process.env["AZURE_TOKEN_CREDENTIALS"];
      if (isApplication && clientSecret) return bySecret();
      if (isApplication && settings.certificate) return byCertificate();
      const machine = clientId
        ? { managedIdentityClientId: clientId, workloadIdentityClientId: clientId }
        : {};
      return new identity.DefaultAzureCredential({
        ...common,
        ...(tenantId ? { tenantId } : {}),
        ...machine,
      });
    },
  };
  return await kinds[credential]();
}

/** The PEM file with certificate and key, read here so that one that is no such file is told from a refused one. */
async function readCertificate(
  { certificate = "", certificatePassword }: Settings,
  host: Host,
): Promise<{ readonly certificate: string; readonly certificatePassword?: string }> {
  const file = resolve(host.directory, certificate);
  const pem = await readFile(file, { host, option: "certificate" });
  const { X509Certificate, createPrivateKey } = process.getBuiltinModule("node:crypto");
  try {
    void new X509Certificate(pem);
    createPrivateKey({ key: pem, ...(certificatePassword ? { passphrase: certificatePassword } : {}) });
  } catch {
    throw new SecretError(
      "not_configured",
      `${file} has no certificate with a private key that can be read`,
      {
        hint: "give a PEM file with both, and AZURE_CLIENT_CERTIFICATE_PASSWORD if the key is encrypted",
      },
    );
  }
  return { certificate: pem, ...(certificatePassword ? { certificatePassword } : {}) };
}

async function readFile(
  file: string,
  { host, option }: { readonly host: Host; readonly option: string },
): Promise<string> {
  try {
    return new TextDecoder().decode(await host.fs.readFile(file));
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new SecretError("not_configured", `the file of the option ${option}, ${file}, cannot be read`, {
      hint: "correct the option, or the permissions of the file",
      cause: { code },
    });
  }
}
