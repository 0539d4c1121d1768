import { isSecretError, type Secrets } from "@claviger/core";
import { CliError } from "../cli-error.ts";
import { exitCodes } from "../exit-code.ts";

/** A login at a host. */
export interface Credential {
  readonly username: string;
  readonly password: string;
}

export interface CredentialSource {
  /** A name or reference, in which `{host}` stands for the host; a port's colon becomes a hyphen. */
  readonly secret: string;
  /** The secret is the password alone, of this user. */
  readonly username?: string | undefined;
}

/**
 * The login for a host: of a secret with the fields `username` and `password`, or of one value and a user's name.
 *
 * @returns `undefined` where there is definitely no such secret: the caller asks elsewhere
 * @throws SecretError what else `secrets.get` fails with
 * @throws CliError `unusable_credential`
 */
export async function credentialFor(
  host: string,
  { secret, username }: CredentialSource,
  secrets: Pick<Secrets, "get" | "getBundle">,
): Promise<Credential | undefined> {
  const name = secret.replaceAll("{host}", host.replaceAll(":", "-"));
  try {
    if (username !== undefined) return { username, password: await secrets.get(name) };
    const fields = await secrets.getBundle(name, { fields: ["username", "password"] });
    return { username: fields["username"] ?? "", password: fields["password"] ?? "" };
  } catch (error) {
    if (isSecretError(error, "not_found")) return undefined;
    throw error;
  }
}

/** @throws CliError where a part would end a line, and so forge the next: the value is not shown */
export function assertOneLine({ username, password }: Credential): void {
  if (![username, password].some((part) => /[\n\r\0]/.test(part))) return;
  throw new CliError("the user's name or the password holds a line end, which would forge the answer", {
    code: "unusable_credential",
    exitCode: exitCodes.misconfigured,
    hint: "store it without: printf %s … | claviger set …",
  });
}
