import type { TlsFiles } from "@claviger/core/provider";
import type { VaultOptions } from "./options.ts";
import { type NamedFile, readText, unusable } from "./read-text.ts";

/**
 * What the configured PEM files hold: the authorities, which then are the only ones that are trusted, as with Vault's own
 * clients, and this client's certificate. Read at each call.
 *
 * @throws SecretError `not_configured` that names the file
 */
export async function readTlsFiles(
  { cacert, clientCert, clientKey }: Pick<VaultOptions, "cacert" | "clientCert" | "clientKey">,
  host: NamedFile["host"],
): Promise<TlsFiles> {
  const authority = { host, what: "Vault's authority", option: "VAULT_CACERT" };
  const certificate = { host, what: "Vault's client certificate", option: "VAULT_CLIENT_CERT" };
  const [ca, cert, key] = await Promise.all([
    cacert ? readCertificates(cacert, authority) : undefined,
    clientCert ? readCertificates(clientCert, certificate) : undefined,
    clientKey ? readKey(clientKey, host) : undefined,
  ]);
  return { ca, cert, key };
}

async function readCertificates(path: string, file: NamedFile): Promise<string> {
  const pem = await readText(path, file);
  if (isCertificates(pem)) return pem;
  throw unusable(path, file, `set ${file.option} to a PEM file that has BEGIN CERTIFICATE lines`);
}

async function readKey(path: string, host: NamedFile["host"]): Promise<string> {
  const file = { host, what: "Vault's client key", option: "VAULT_CLIENT_KEY" };
  const pem = await readText(path, file);
  try {
    process.getBuiltinModule("node:crypto").createPrivateKey(pem);
    return pem;
  } catch {
    throw unusable(path, file, "set VAULT_CLIENT_KEY to a PEM file with a private key without a passphrase");
  }
}

function isCertificates(pem: string): boolean {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  // Loaded here, not imported: the provider may be asked over http alone.
  const { X509Certificate } = process.getBuiltinModule("node:crypto");
  try {
    return blocks.length > 0 && blocks.every((block) => new X509Certificate(block).raw.length > 0);
  } catch {
    return false;
  }
}
