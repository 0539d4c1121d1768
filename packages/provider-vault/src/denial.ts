import { SecretError } from "@claviger/core/provider";
import { type Capability, ruleOf } from "./policy.ts";
import { errorTexts, type Reply, says } from "./reply.ts";

/**
 * Whether this reply to a token's question for itself means that Vault does not know the token.
 *
 * Vault answers 403 both to a token that it does not know and to one that may not ask for itself, as without the policy
 * `default`. The texts tell these apart. Policies say "1 error occurred: * permission denied". Of an unknown token OpenBao
 * 2.7.2 and older Vault say "permission denied" and no more, and newer Vault adds "* invalid token".
 */
export function isTokenRefused(reply: Reply): boolean {
  return isDenied(reply) && (says(reply, /invalid token/i) || !says(reply, /errors? occurred/i));
}

/** Whether a 403 says by itself that the token is known: Vault looked at its policies before it told of a mount. */
export function isKnownToken(reply: Reply): boolean {
  return says(reply, /preflight capability check/i);
}

/** The error for a token that Vault does not know. */
export function refusedToken(address: string): SecretError {
  return new SecretError("auth_failed", `Vault at ${address} refuses the token`, {
    hint: "it is wrong, expired or revoked, or of another namespace: set VAULT_TOKEN to a new one",
    cause: { status: 403 },
  });
}

/** Whether it is a 403 of Vault's own: to a token that it knows, a policy said no. */
export function isDenied(reply: Reply): boolean {
  return reply.status === 403 && errorTexts(reply) !== undefined;
}

/** The error for a known token that lacks a capability on that path, as policies name it. */
export function denied(path: string, capability: Capability): SecretError {
  return new SecretError("denied", `the token may not ${capability} ${path} in Vault`, {
    hint: `add to a policy of the token: ${ruleOf(path, [capability])}; or it does not exist, which Vault hides here`,
    cause: { status: 403 },
  });
}
