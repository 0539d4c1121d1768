import type { Host } from "../contract/host.ts";
import { SecretError } from "../errors/secret-error.ts";
import { nativeCause } from "./native-cause.ts";

/** A file that an option names. */
export interface NamedFile {
  readonly host: Pick<Host, "fs" | "directory">;
  /** What it is, for messages: `the file of Vault's authority`. */
  readonly what: string;
  /** What to do: `set VAULT_CACERT to a PEM file with BEGIN CERTIFICATE lines`. */
  readonly hint: string;
}

/**
 * The text of a file that an option names, from `host.directory` where it is relative.
 *
 * @throws SecretError `not_configured`, which names the file
 */
export async function readNamedFile(path: string, file: NamedFile): Promise<string> {
  const { host, what, hint } = file;
  const absolute = absolutePath(path, file);
  const bytes = await host.fs.readFile(absolute).catch((error: unknown) => {
    throw new SecretError("not_configured", `${what}, ${absolute}, cannot be read`, {
      location: absolute,
      hint,
      cause: nativeCause(error),
    });
  });
  return new TextDecoder().decode(bytes);
}

/**
 * The text of a PEM file with certificates that an option names.
 *
 * @throws SecretError `not_configured`, which names the file: it cannot be read, or one of its certificates cannot
 */
export async function readCertificates(path: string, file: NamedFile): Promise<string> {
  const pem = await readNamedFile(path, file);
  if (isCertificates(pem)) return pem;
  const absolute = absolutePath(path, file);
  throw new SecretError("not_configured", `${file.what}, ${absolute}, holds no readable certificate`, {
    location: absolute,
    hint: file.hint,
  });
}

function absolutePath(path: string, { host }: NamedFile): string {
  return process.getBuiltinModule("node:path").resolve(host.directory, path);
}

function isCertificates(pem: string): boolean {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  // Loaded here, not imported: importing a provider stays cheap.
  const { X509Certificate } = process.getBuiltinModule("node:crypto");
  try {
    return blocks.length > 0 && blocks.every((block) => new X509Certificate(block).raw.length > 0);
  } catch {
    return false;
  }
}
