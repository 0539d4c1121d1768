import type { NetworkHints, networkMeaning } from "@claviger/core/provider";

/** What something native means; the problem is what the vault is or does, after "Key Vault at https://…". */
export type Meaning = ReturnType<typeof networkMeaning>;

const network: Meaning = {
  code: "denied",
  problem: "does not let this network in",
  hint: "allow this network in the vault's firewall, or reach it by its private endpoint",
};

/**
 * A reply that is no answer: by its status, and before that with one of Key Vault's two codes, the finer one first.
 * https://learn.microsoft.com/azure/key-vault/general/rest-error-codes. What is absent (404 SecretNotFound), and what a write
 * meets (409), is told apart where it is asked for.
 */
export const replyMeanings: Readonly<Record<string, Meaning>> = {
  "400 BadParameter": {
    code: "invalid_ref",
    problem: "refuses the name, the version or the value as malformed",
    hint: "check how the name or the reference is spelled",
  },
  "401": {
    code: "auth_failed",
    problem: "refused the token",
    hint: "check that the identity is of the vault's tenant (AZURE_TENANT_ID), and this machine's clock",
  },
  "403 SecretDisabled": {
    code: "disabled",
    problem: "has it switched off",
    hint: "switch it on with: az keyvault secret set-attributes --enabled true",
  },
  "403 SecretExpired": {
    code: "disabled",
    problem: "does not give it out: it has expired",
    hint: "write a new value, or move its expiry",
  },
  "403 SecretNotYetValid": {
    code: "disabled",
    problem: "does not give it out: it is not valid yet",
    hint: "wait for its activation date, or move that",
  },
  "403 ForbiddenByFirewall": network,
  "403 ForbiddenByConnection": network,
  "403 ForbiddenByRbac": {
    code: "denied",
    problem: "does not allow it to this identity",
    hint: "assign it the role Key Vault Secrets User to read, or Key Vault Secrets Officer to write, and wait some minutes",
  },
  "403 ForbiddenByPolicy": {
    code: "denied",
    problem: "does not allow it to this identity",
    hint: "add the permission to its access policy: az keyvault set-policy --secret-permissions get",
  },
  "403": {
    code: "denied",
    problem: "does not allow it",
    hint: "check the roles or the access policy of this identity, the vault's firewall and its purge protection",
  },
  "404": {
    code: "not_configured",
    problem: "does not know what was asked for",
    hint: "check that the URL is that of a vault, and not of a managed HSM or of something else",
  },
  "409": {
    code: "conflict",
    problem: "has it in another state than was expected",
    hint: "look at it with: az keyvault secret show, and show-deleted",
  },
  "429": {
    code: "throttled",
    problem: "asks for fewer requests",
    hint: "ask less often or for fewer secrets at once: a vault has a limit for all who use it",
  },
};

/** The finer codes of a secret that is being deleted or recovered. */
export const busyCodes = /^ObjectIsBeing/;

export const busy: Meaning = {
  code: "unavailable",
  problem: "is still deleting or recovering it",
  hint: "ask again in half a minute",
};

export const troubled: Meaning = {
  code: "unavailable",
  problem: "is in trouble",
  hint: "ask again; if it lasts, look at Azure's service health",
};

export const unexpected: Meaning = {
  code: "internal",
  problem: "refused the request",
  hint: "look the code up among Key Vault's REST errors, and report it if it should be known here",
};

export const garbled: Meaning = {
  code: "unavailable",
  problem: "answered something that is not its protocol",
  hint: "check the URL and what is between here and there (proxy, private endpoint, DNS)",
};

export const foreignResource: Meaning = {
  code: "not_configured",
  problem: "asks for a token of another host's resource",
  hint: "check the URL: it must be the vault's own; for an emulator alone, set SECRETS_AZURE_VERIFY_RESOURCE=false",
};

/** What to do where the network is what failed. */
export const networkHints: NetworkHints = {
  certificate:
    "give Node the certificate of its authority with NODE_EXTRA_CA_CERTS, or set SECRETS_AZURE_CACERT",
  tls: "check the port of the URL, and whether something between here and there speaks for it",
  name: "check the vault's name, since one that does not exist has no address; then DNS",
  broken: "check what is between here and there; if it is right, ask again",
  unreachable: "check the URL and what is between here and there (proxy, private endpoint, DNS)",
};
