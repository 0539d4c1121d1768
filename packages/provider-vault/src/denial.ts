import { SecretError } from "@claviger/core/provider";
import type { Connection } from "./connection.ts";
import { errorTexts, type Reply } from "./reply.ts";

/**
 * What a 403 meant: `auth_failed` if the token is not known, `denied` if it is and may not read that path.
 *
 * Vault answers both with 403, so the token is asked for itself. That too may be denied by policy, to a token without the
 * policy `default`. The texts tell these apart. Policies say "1 error occurred: * permission denied". Of an unknown token
 * OpenBao 2.7.2 and older Vault say "permission denied" and no more, and newer Vault adds "* invalid token". If the question
 * itself fails, the 403 stands as it is: `denied` is what it said.
 *
 * @param path - as policies name it: `secret/data/imip/production`
 */
export async function explainDenial(
  path: string,
  { connection, signal }: { readonly connection: Connection; readonly signal: AbortSignal },
): Promise<SecretError> {
  const reply = await connection.read("auth/token/lookup-self", { signal }).catch(() => undefined);
  return reply && isTokenRefused(reply) ? refusedToken(connection.subject().address) : denied(path);
}

/** Whether this reply to a token's question for itself means that Vault does not know the token. */
export function isTokenRefused(reply: Reply): boolean {
  const texts = errorTexts(reply);
  if (reply.status !== 403 || !texts) return false;
  return (
    texts.some((text) => /invalid token/i.test(text)) || !texts.some((text) => /errors? occurred/i.test(text))
  );
}

/** The error for a token that Vault does not know. */
export function refusedToken(address: string): SecretError {
  return new SecretError("auth_failed", `Vault at ${address} refuses the token`, {
    hint: "it is wrong, expired or revoked, or of another namespace: set VAULT_TOKEN to a new one",
    cause: { status: 403 },
  });
}

function denied(path: string): SecretError {
  return new SecretError("denied", `the token may not read ${path} in Vault`, {
    hint: `add to a policy of the token: path ${JSON.stringify(path)} { capabilities = ["read"] }; or it does not exist, which Vault hides here`,
    cause: { status: 403 },
  });
}
