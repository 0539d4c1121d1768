import type { Secrets } from "@claviger/core";
import { usageError } from "../cli-error.ts";
import { credentialFor, type CredentialSource } from "./credential.ts";

/** What docker takes for "there is none: ask without a login" (github.com/docker/docker-credential-helpers). */
const notFound = "credentials not found in native keychain";

export interface DockerAnswer {
  readonly output: string;
  readonly exitCode: 0 | 1;
}

/**
 * Answers docker: `get` with the login for the registry that it names. Secrets are not stored or erased by docker.
 *
 * @param input - what docker writes: the registry's address
 * @throws SecretError, CliError `usage`
 */
export async function answerDocker(
  operation: string,
  input: string,
  {
    source,
    secrets,
  }: { readonly source: CredentialSource; readonly secrets: Pick<Secrets, "get" | "getBundle"> },
): Promise<DockerAnswer> {
  if (operation === "list") return { output: "{}\n", exitCode: 0 };
  if (operation !== "get") {
    throw usageError(
      `docker cannot ${operation} logins that claviger keeps`,
      "set the secret with its fields username and password: claviger set",
    );
  }
  const address = input.trim();
  const host = hostOf(address);
  const credential = host === undefined ? undefined : await credentialFor(host, source, secrets);
  if (!credential) return { output: `${notFound}\n`, exitCode: 1 };
  const { username: Username, password: Secret } = credential;
  return { output: `${JSON.stringify({ ServerURL: address, Username, Secret })}\n`, exitCode: 0 };
}

/** `https://index.docker.io/v1/` and `registry.example:5000` alike. */
function hostOf(address: string): string | undefined {
  const url = /^[a-z]+:\/\//.test(address) ? address : `https://${address}`;
  return URL.canParse(url) ? new URL(url).host : undefined;
}
