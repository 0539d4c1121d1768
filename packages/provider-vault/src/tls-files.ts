import { type NamedFile, readCertificates, readNamedFile, type TlsFiles } from "@claviger/core/provider";
import type { VaultOptions } from "./options.ts";

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
  const [ca, cert, key] = await Promise.all([
    cacert ? readCertificates(cacert, certificatesIn("VAULT_CACERT", host)) : undefined,
    clientCert ? readCertificates(clientCert, certificatesIn("VAULT_CLIENT_CERT", host)) : undefined,
    clientKey ? readNamedFile(clientKey, keyIn(host)) : undefined,
  ]);
  return { ca, cert, key };
}

function certificatesIn(variable: string, host: NamedFile["host"]): NamedFile {
  return {
    host,
    what: `the file of ${variable}`,
    hint: `set ${variable} to a PEM file that can be read and has BEGIN CERTIFICATE lines`,
  };
}

function keyIn(host: NamedFile["host"]): NamedFile {
  return {
    host,
    what: "the file of VAULT_CLIENT_KEY",
    hint: "set VAULT_CLIENT_KEY to a PEM file that can be read, with a private key without a passphrase",
    content: {
      name: "readable key",
      // Loaded here, not imported: the provider may be asked over http alone.
      isIn: (pem) => Boolean(process.getBuiltinModule("node:crypto").createPrivateKey(pem)),
    },
  };
}
