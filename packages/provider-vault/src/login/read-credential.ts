import type { Host } from "@claviger/core/provider";
import type { VaultOptions } from "../options.ts";
import { readText, unusable } from "../read-text.ts";
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
  const file = { host, what: `${what} for Vault`, option };
  const text = (await readText(source.file, file)).trim();
  if (text !== "" && !/[\p{Cc}\uFFFD]/u.test(text)) return text;
  throw unusable(source.file, file, "let it hold the credential alone, in one line");
}
