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
  /** What it has to hold: words for messages, such as `readable key`, and whether a text is that. One at which it throws is not. */
  readonly content?: { readonly name: string; readonly isIn: (text: string) => boolean };
}

/**
 * The text of a file that an option names, from `host.directory` where it is relative.
 *
 * @throws SecretError `not_configured`, which names the file and quotes nothing of it
 */
export async function readNamedFile(path: string, file: NamedFile): Promise<string> {
  const { host, what, hint, content } = file;
  const location = process.getBuiltinModule("node:path").resolve(host.directory, path);
  const refused = (why: string, cause = {}): SecretError =>
    new SecretError("not_configured", `${what}, ${location}, ${why}`, { location, hint, cause });
  const bytes = await host.fs.readFile(location).catch((error: unknown) => {
    throw refused("cannot be read", nativeCause(error));
  });
  const text = new TextDecoder().decode(bytes);
  if (content && !holds(text, content.isIn)) throw refused(`holds no ${content.name}`);
  return text;
}

/** The text of a PEM file with certificates that an option names. @throws SecretError `not_configured`, as `readNamedFile` does */
export function readCertificates(path: string, file: NamedFile): Promise<string> {
  return readNamedFile(path, { ...file, content: { name: "readable certificate", isIn: isCertificates } });
}

function holds(text: string, isIn: (text: string) => boolean): boolean {
  try {
    return isIn(text);
  } catch {
    return false;
  }
}

function isCertificates(pem: string): boolean {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  // Loaded here, not imported: importing a provider stays cheap.
  const { X509Certificate } = process.getBuiltinModule("node:crypto");
  return blocks.length > 0 && blocks.every((block) => new X509Certificate(block).raw.length > 0);
}
