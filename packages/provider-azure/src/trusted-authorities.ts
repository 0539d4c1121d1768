import { resolve } from "node:path";
import { type Host, SecretError } from "@claviger/core/provider";

/**
 * The certificates in the configured PEM file, which then are the only authorities that are trusted.
 *
 * @returns `undefined` where no file is configured: the system's authorities are trusted
 * @throws SecretError `not_configured` that names the file
 */
export async function trustedAuthorities(path: string | undefined, host: Host): Promise<string | undefined> {
  return path === undefined ? undefined : await readCertificates(resolve(host.directory, path), host);
}

async function readCertificates(file: string, host: Host): Promise<string> {
  const bytes = await host.fs.readFile(file).catch((error: unknown) => {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new SecretError(
      "not_configured",
      `the file of the authority of Azure's certificates, ${file}, cannot be read`,
      {
        hint: "correct SECRETS_AZURE_CACERT, or the permissions of the file",
        cause: { code },
      },
    );
  });
  const pem = new TextDecoder().decode(bytes);
  if (!isCertificates(pem)) {
    throw new SecretError(
      "not_configured",
      `the file of the authority of Azure's certificates, ${file}, holds no readable certificate`,
      {
        hint: "set SECRETS_AZURE_CACERT to a PEM file that has BEGIN CERTIFICATE lines",
      },
    );
  }
  return pem;
}

function isCertificates(pem: string): boolean {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  // Loaded here, not imported, for the same reason as node:https: importing the provider stays cheap.
  const { X509Certificate } = process.getBuiltinModule("node:crypto");
  try {
    return blocks.length > 0 && blocks.every((block) => new X509Certificate(block).raw.length > 0);
  } catch {
    return false;
  }
}
