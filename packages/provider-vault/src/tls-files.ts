import { resolve } from "node:path";
import { type Host, SecretError } from "@claviger/core/provider";
import type { Settings } from "./settings.ts";
import type { TlsFiles } from "./transport.ts";

/**
 * What the configured PEM files hold: the authorities, which then are the only ones that are trusted, as with Vault's own
 * clients, and this client's certificate. Read at each call.
 *
 * @throws SecretError `not_configured` that names the file
 */
export async function readTlsFiles(
  { cacert, client }: Pick<Settings, "cacert" | "client">,
  host: Pick<Host, "fs" | "directory">,
): Promise<TlsFiles> {
  const [ca, cert, key] = await Promise.all([
    cacert && readPem(cacert, { host, what: "authority", variable: "VAULT_CACERT" }),
    client && readPem(client.cert, { host, what: "client certificate", variable: "VAULT_CLIENT_CERT" }),
    client && readKey(client.key, host),
  ]);
  return { ...(ca ? { ca } : {}), ...(cert && key ? { cert, key } : {}) };
}

interface PemFile {
  readonly host: Pick<Host, "fs" | "directory">;
  readonly what: string;
  readonly variable: string;
}

async function readPem(path: string, file: PemFile): Promise<string> {
  const pem = await readText(path, file);
  if (isCertificates(pem)) return pem;
  throw new SecretError(
    "not_configured",
    `the file of Vault's ${file.what}, ${resolve(file.host.directory, path)}, holds no readable certificate`,
    { hint: `set ${file.variable} to a PEM file that has BEGIN CERTIFICATE lines` },
  );
}

async function readKey(path: string, host: PemFile["host"]): Promise<string> {
  const file = { host, what: "client key", variable: "VAULT_CLIENT_KEY" };
  const pem = await readText(path, file);
  try {
    process.getBuiltinModule("node:crypto").createPrivateKey(pem);
    return pem;
  } catch {
    throw new SecretError(
      "not_configured",
      `the file of Vault's ${file.what}, ${resolve(host.directory, path)}, holds no readable key`,
      { hint: "set VAULT_CLIENT_KEY to a PEM file with a private key without a passphrase" },
    );
  }
}

async function readText(path: string, { host, what, variable }: PemFile): Promise<string> {
  const file = resolve(host.directory, path);
  const bytes = await host.fs.readFile(file).catch((error: unknown) => {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new SecretError("not_configured", `the file of Vault's ${what}, ${file}, cannot be read`, {
      hint: `correct ${variable}, or the permissions of the file`,
      cause: { code },
    });
  });
  return new TextDecoder().decode(bytes);
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
