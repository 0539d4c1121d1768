import { resolve } from "node:path";
import { type Host, SecretError } from "@claviger/core/provider";

/** Where a credential comes from: the option itself, or a file that is read at each login, since others renew it. */
export type CredentialSource = { readonly text: string } | { readonly file: string };

/** The credential as it is now. @throws SecretError `not_configured` that names the file */
export async function readCredential(
  source: CredentialSource,
  { host, what }: { readonly host: Pick<Host, "fs" | "directory">; readonly what: string },
): Promise<string> {
  if ("text" in source) return source.text;
  const file = resolve(host.directory, source.file);
  const bytes = await host.fs.readFile(file).catch((error: unknown) => {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new SecretError("not_configured", `the file of ${what} for Vault, ${file}, cannot be read`, {
      hint: "correct the option that names it, or the permissions of the file",
      cause: { code },
    });
  });
  const text = new TextDecoder().decode(bytes).trim();
  if (text !== "" && !/[\p{Cc}\uFFFD]/u.test(text)) return text;
  throw new SecretError("not_configured", `the file of ${what} for Vault, ${file}, does not hold one`, {
    hint: "let it hold the credential alone, in one line",
  });
}
