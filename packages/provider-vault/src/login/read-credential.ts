import { type Host, readNamedFile } from "@claviger/core/provider";
import type { VaultOptions } from "../options.ts";
import { type Credential, credentials, sourceOf } from "./login-options.ts";

/**
 * A credential as it is now.
 *
 * @returns `undefined` if none was given
 * @throws SecretError `not_configured` that names the file
 */
export async function readCredential(
  name: Credential,
  { options, host }: { readonly options: VaultOptions; readonly host: Host },
): Promise<string | undefined> {
  const source = sourceOf(options, name);
  if (!source || "text" in source) return source?.text;
  const { file: option, what } = credentials[name];
  const text = await readNamedFile(source.file, {
    host,
    what: `the file of ${what} for Vault`,
    hint: `correct ${option}, or let the file hold the credential alone, in one line`,
    content: { name: "credential", isIn: (text) => /^[^\p{Cc}\uFFFD]+$/u.test(text.trim()) },
  });
  return text.trim();
}
