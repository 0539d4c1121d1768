import { resolve } from "node:path";
import { type Host, SecretError } from "@claviger/core/provider";

/** A file that an option names. */
export interface NamedFile {
  readonly host: Pick<Host, "fs" | "directory">;
  /** What it should hold, for errors: `the SecretID for Vault`. */
  readonly what: string;
  /** What names the file, for errors: `VAULT_CACERT`. */
  readonly option: string;
}

/** The file's text as it is now. @throws SecretError `not_configured` that names the file */
export async function readText(path: string, { host, what, option }: NamedFile): Promise<string> {
  const file = resolve(host.directory, path);
  const bytes = await host.fs.readFile(file).catch((error: unknown) => {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new SecretError("not_configured", `the file of ${what}, ${file}, cannot be read`, {
      hint: `correct ${option}, or the permissions of the file`,
      cause: { code },
    });
  });
  return new TextDecoder().decode(bytes);
}

/** The error for a file that holds something else. @param hint - what it has to hold */
export function unusable(path: string, { host, what }: NamedFile, hint: string): SecretError {
  const file = resolve(host.directory, path);
  return new SecretError("not_configured", `the file of ${what}, ${file}, holds none that can be read`, {
    hint,
  });
}
