import type { Secrets } from "@claviger/core";
import { CliError } from "../cli-error.ts";
import { exitCodes } from "../exit-code.ts";
import { assertOneLine, credentialFor, type CredentialSource } from "./credential.ts";

/**
 * Answers git (gitcredentials(7)): `get` with the login for the host that it names. What git would have stored or erased is
 * not ours to change, and is passed over.
 *
 * @param input - what git writes: `protocol=https`, `host=github.com`, one a line
 * @returns what git reads: nothing where it must ask elsewhere
 * @throws SecretError, CliError
 */
export async function answerGit(
  operation: string,
  input: string,
  {
    source,
    secrets,
  }: { readonly source: CredentialSource; readonly secrets: Pick<Secrets, "get" | "getBundle"> },
): Promise<string> {
  if (operation !== "get") return "";
  const asked = attributes(input);
  const host = asked.get("host");
  if (host === undefined || host === "") return "";
  if (asked.get("protocol") !== "https" && !isLoopback(host)) throw plainText(host);
  const credential = await credentialFor(host, source, secrets);
  // Of another account, git has to ask elsewhere.
  if (!credential || (asked.has("username") && asked.get("username") !== credential.username)) return "";
  assertOneLine(credential);
  return `username=${credential.username}\npassword=${credential.password}\n`;
}

function attributes(input: string): ReadonlyMap<string, string> {
  const lines = input.split(/\r?\n/).filter((line) => line.includes("="));
  return new Map(lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]));
}

function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/.test(host);
}

function plainText(host: string): CliError {
  return new CliError(`git would send the password for ${host} in plain text`, {
    code: "unusable_credential",
    exitCode: exitCodes.misconfigured,
    hint: "use an https address",
  });
}
