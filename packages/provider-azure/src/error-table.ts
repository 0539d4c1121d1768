import type { ErrorCode, NetworkHints } from "@claviger/core/provider";

/** What something native means. */
export interface Meaning {
  readonly code: ErrorCode;
  /** What the vault is or does, after "Key Vault at https://…". */
  readonly problem: string;
  readonly hint: string;
}

/** A reply that is no answer: by its status and, where given, by one of Key Vault's two codes. */
export interface ReplyMeaning extends Meaning {
  readonly status: number;
  readonly native?: RegExp;
}

const network = "allow this network in the vault's firewall, or reach it by its private endpoint";

/**
 * The first row that fits counts. https://learn.microsoft.com/azure/key-vault/general/rest-error-codes. What is absent (404
 * SecretNotFound), and what a write meets (409), is told apart where it is asked for.
 */
export const replyMeanings: readonly ReplyMeaning[] = [
  {
    status: 400,
    native: /^BadParameter$/,
    code: "invalid_ref",
    problem: "refuses the name, the version or the value as malformed",
    hint: "check how the name or the reference is spelled",
  },
  {
    status: 401,
    code: "auth_failed",
    problem: "refused the token",
    hint: "check that the identity is of the vault's tenant (AZURE_TENANT_ID), and this machine's clock",
  },
  {
    status: 403,
    native: /^SecretDisabled$/,
    code: "disabled",
    problem: "has it switched off",
    hint: "switch it on with: az keyvault secret set-attributes --enabled true",
  },
  {
    status: 403,
    native: /^SecretExpired$/,
    code: "disabled",
    problem: "does not give it out: it has expired",
    hint: "write a new value, or move its expiry",
  },
  {
    status: 403,
    native: /^SecretNotYetValid$/,
    code: "disabled",
    problem: "does not give it out: it is not valid yet",
    hint: "wait for its activation date, or move that",
  },
  {
    status: 403,
    native: /^ForbiddenByFirewall$/,
    code: "denied",
    problem: "does not let this network in",
    hint: network,
  },
  {
    status: 403,
    native: /^ForbiddenByConnection$/,
    code: "denied",
    problem: "does not take connections over this network",
    hint: network,
  },
  {
    status: 403,
    native: /^ForbiddenByRbac$/,
    code: "denied",
    problem: "does not allow it to this identity",
    hint: "assign it the role Key Vault Secrets User to read, or Key Vault Secrets Officer to write, and wait some minutes",
  },
  {
    status: 403,
    native: /^ForbiddenByPolicy$/,
    code: "denied",
    problem: "does not allow it to this identity",
    hint: "add the permission to its access policy: az keyvault set-policy --secret-permissions get",
  },
  {
    status: 403,
    native: /^/,
    code: "denied",
    problem: "does not allow it",
    hint: "check the roles or the access policy of this identity, the vault's firewall and its purge protection",
  },
  {
    status: 404,
    native: /^/,
    code: "not_configured",
    problem: "does not know what was asked for",
    hint: "check that the URL is that of a vault, and not of a managed HSM or of something else",
  },
  {
    status: 409,
    native: /^ObjectIsBeing/,
    code: "unavailable",
    problem: "is still deleting or recovering it",
    hint: "ask again in half a minute",
  },
  {
    status: 409,
    native: /^/,
    code: "conflict",
    problem: "has it in another state than was expected",
    hint: "look at it with: az keyvault secret show, and show-deleted",
  },
  {
    status: 429,
    code: "throttled",
    problem: "asks for fewer requests",
    hint: "ask less often or for fewer secrets at once: a vault has a limit for all who use it",
  },
];

/** What to do where the network is what failed. */
export const networkHints: NetworkHints = {
  certificate:
    "give Node the certificate of its authority with NODE_EXTRA_CA_CERTS, or set SECRETS_AZURE_CACERT",
  tls: "check the port of the URL, and whether something between here and there speaks for it",
  name: "check the vault's name, since one that does not exist has no address; then DNS",
  broken: "check what is between here and there; if it is right, ask again",
  unreachable: "check the URL and what is between here and there (proxy, private endpoint, DNS)",
};
