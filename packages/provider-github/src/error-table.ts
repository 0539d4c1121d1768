import type { ErrorCode, NetworkHints } from "@claviger/core/provider";

/** What something native means, and what to do. */
export interface Meaning {
  readonly code: ErrorCode;
  /** What GitHub does, after "GitHub at https://…". */
  readonly problem: string;
  readonly hint: string;
}

/** A refusal that is GitHub's own: by its status and, where given, by what its message says. */
export interface ReplyMeaning extends Meaning {
  readonly status: number;
  readonly says?: RegExp;
}

export const throttled: Meaning = {
  code: "throttled",
  problem: "asked for fewer requests",
  hint: "wait, or write fewer secrets at a time; a GitHub App has a higher limit than a token",
};

export const unreadable: Meaning = {
  code: "unavailable",
  problem: "gave no reply that can be read",
  hint: "check SECRETS_GITHUB_URL (of an Enterprise Server it ends with /api/v3), and that no proxy answers in GitHub's place",
};

export const needsSignOn: Meaning = {
  code: "denied",
  problem: "wants the token to be authorised for the organisation's single sign-on",
  hint: "authorise it at https://github.com/settings/tokens: Configure SSO",
};

const renamed: Meaning = {
  code: "not_configured",
  problem: "says that the repository or organisation was renamed",
  hint: "set SECRETS_GITHUB_REPO or SECRETS_GITHUB_ORG to its new name",
};

/**
 * The first row that fits counts. A 404 is not here: what it means has to be asked (`why-hidden.ts`); nor are rate limits, which
 * come with 403 and 429.
 */
export const replyMeanings: readonly ReplyMeaning[] = [
  { status: 301, ...renamed },
  // For what is no GET.
  { status: 307, ...renamed },
  {
    status: 401,
    code: "auth_failed",
    problem: "refuses the credentials",
    hint: "the token is wrong, expired or revoked, or the App's key is not its own: set GITHUB_TOKEN to a new one",
  },
  {
    status: 403,
    says: /suspended/i,
    code: "auth_failed",
    problem: "has suspended that installation or account",
    hint: "unsuspend it in GitHub's settings",
  },
  {
    status: 403,
    code: "denied",
    problem: "does not let these credentials do that",
    hint: "the token needs what policy() writes (fine-grained: Secrets or Environments, read and write; classic: the scope repo or admin:org), and the organisation must allow such tokens; the token of a workflow run never may",
  },
  {
    status: 409,
    code: "conflict",
    problem: "is changing that secret for somebody else",
    hint: "write it again if it is still to be written",
  },
  {
    status: 422,
    code: "invalid_value",
    problem: "does not take that",
    hint: "a repository and an environment have at most 100 secrets, an organisation 1,000; selected repositories must be the organisation's own",
  },
  {
    status: 451,
    code: "denied",
    problem: "has blocked that repository for legal reasons",
    hint: "ask GitHub's support",
  },
];

/** What to do where the network is what failed. */
export const networkHints: NetworkHints = {
  certificate:
    "set NODE_EXTRA_CA_CERTS to the PEM file of its authority, and use a host name that is in its certificate",
  tls: "check the scheme and the port of SECRETS_GITHUB_URL",
  name: "check the host in SECRETS_GITHUB_URL, and DNS",
  broken: "check SECRETS_GITHUB_URL; if it is right, ask again",
  unreachable: "check SECRETS_GITHUB_URL, the network, and https://www.githubstatus.com",
};
