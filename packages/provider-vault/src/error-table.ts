import type { ErrorCode, NetworkHints } from "@claviger/core/provider";

/** What an error is about, for its words. */
export interface Subject {
  readonly address: string;
  readonly mount?: string | undefined;
  readonly namespace?: string | undefined;
}

/** What something native means. */
export interface Meaning {
  readonly code: ErrorCode;
  /** What Vault is or does, after "Vault at https://…". */
  readonly problem: string | ((subject: Subject) => string);
  readonly hint: string;
}

/** A reply that is no answer to the question: by its status and, where given, by what one of its `errors` says. */
export interface ReplyMeaning extends Meaning {
  readonly status: number;
  readonly says?: RegExp;
  /** The node has taken the request for nobody's: another of the cluster may answer it. */
  readonly elsewhere?: true;
}

/** The first row that fits counts. 403 is not here: what it means has to be asked (`denial.ts`). */
export const replyMeanings: readonly ReplyMeaning[] = [
  {
    status: 400,
    says: /upgrading from non-versioned/i,
    code: "unavailable",
    problem: "is upgrading the mount to KV v2",
    hint: "ask again shortly",
  },
  {
    status: 400,
    says: /missing client token/i,
    code: "auth_failed",
    problem: "got no token with the request",
    hint: "check that no proxy drops the header X-Vault-Token",
  },
  {
    status: 400,
    says: /check-and-set parameter did not match/i,
    code: "conflict",
    problem: ({ mount }) => `has another current version at ${mount ?? "that path"} than the write expects`,
    hint: "read the secret again, and decide anew",
  },
  {
    status: 400,
    says: /check-and-set parameter required/i,
    code: "conflict",
    problem: ({ mount }) => `takes no write at ${mount ?? "that path"} that expects no version`,
    hint: "the mount or the secret has cas_required: write with ifVersion or ifAbsent",
  },
  {
    status: 400,
    code: "invalid_ref",
    problem: "refuses the request as malformed",
    hint: "check how the name or the reference is spelled",
  },
  {
    status: 401,
    code: "auth_failed",
    problem: "is behind something that wants a login of its own",
    hint: "set VAULT_ADDR to Vault itself",
  },
  {
    status: 404,
    says: /namespace not found/i,
    code: "not_configured",
    problem: ({ namespace }) => `has no namespace ${namespace ?? "of that name"}`,
    hint: "correct VAULT_NAMESPACE",
  },
  {
    status: 404,
    says: /no handler for route/i,
    code: "not_configured",
    problem: ({ mount, namespace }) =>
      `has no mount ${mount ?? "there"}${namespace ? ` in namespace ${namespace}` : ""}`,
    hint: "correct SECRETS_VAULT_MOUNT (a mount of several segments has to be set there) or VAULT_NAMESPACE",
  },
  {
    status: 404,
    code: "not_configured",
    problem: ({ mount }) => `has no KV v2 at ${mount ?? "that path"}`,
    hint: "correct SECRETS_VAULT_MOUNT, and check that VAULT_ADDR is Vault's own",
  },
  {
    status: 405,
    code: "not_configured",
    problem: ({ mount }) => `does not allow that at ${mount ?? "that path"}`,
    hint: "correct SECRETS_VAULT_MOUNT",
  },
  {
    status: 412,
    code: "unavailable",
    problem: "has not caught up with the last write",
    hint: "ask again shortly",
  },
  {
    status: 413,
    code: "invalid_value",
    problem: "takes no value as large as this",
    hint: "keep large files elsewhere, and a key to them in Vault",
  },
  {
    status: 429,
    code: "throttled",
    problem: "asked for fewer requests",
    hint: "ask less often, or raise the rate limit quota",
  },
  {
    status: 472,
    elsewhere: true,
    code: "unavailable",
    problem: "is a disaster recovery secondary, which answers nothing",
    hint: "set VAULT_ADDR to the primary",
  },
  {
    status: 473,
    elsewhere: true,
    code: "unavailable",
    problem: "is a performance standby that cannot answer",
    hint: "set VAULT_ADDR to the active node",
  },
  {
    status: 500,
    says: /active (cluster )?node|no leader/i,
    elsewhere: true,
    code: "unavailable",
    problem: "is a standby that knows no active node",
    hint: "ask again when one was elected",
  },
  {
    status: 501,
    elsewhere: true,
    code: "unavailable",
    problem: "is not initialised",
    hint: "initialise and unseal it",
  },
  {
    status: 503,
    says: /sealed/i,
    elsewhere: true,
    code: "unavailable",
    problem: "is sealed",
    hint: "unseal it: vault operator unseal",
  },
];

/** A reply of more than Vault itself takes. */
export const tooLarge: Meaning = {
  code: "decode",
  problem: "answered with more than 32 MiB",
  hint: "keep large files elsewhere, and a key to them in Vault",
};

/** What to do where the network is what failed. */
export const networkHints: NetworkHints = {
  certificate:
    "set VAULT_CACERT to the PEM file of its authority, and use a host name that is in its certificate",
  tls: "check the scheme and the port of VAULT_ADDR, and whether it wants a client certificate",
  name: "check the host in VAULT_ADDR, and DNS",
  broken: "check the scheme and the port of VAULT_ADDR; if they are right, ask again",
  unreachable: "check VAULT_ADDR, and that Vault is running",
};
