import type { ErrorCode } from "../errors/error-code.ts";

/** What to do next, by what went wrong between here and a store: in the store's own words and variables. */
export interface NetworkHints {
  readonly certificate: string;
  readonly tls: string;
  readonly name: string;
  readonly broken: string;
  readonly unreachable: string;
}

interface Row {
  readonly native: RegExp;
  readonly kind: keyof NetworkHints;
  readonly code: ErrorCode;
  readonly problem: string;
}

/** The first that fits counts; the last fits all. */
const rows: readonly Row[] = [
  {
    native:
      /^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_|ERR_TLS_CERT_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE)/,
    kind: "certificate",
    code: "auth_failed",
    problem: "has a certificate that could not be verified",
  },
  {
    native: /^(EPROTO|ERR_SSL_)/,
    kind: "tls",
    code: "unavailable",
    problem: "could not agree with this process on TLS",
  },
  {
    native: /^(ENOTFOUND|EAI_)/,
    kind: "name",
    code: "unavailable",
    problem: "has a host name that cannot be resolved",
  },
  {
    native: /^(HPE_|ERR_STREAM_|ECONNRESET|EPIPE)/,
    kind: "broken",
    code: "unavailable",
    problem: "broke off, or does not speak HTTP",
  },
  {
    native: /^ERR_REPLY_TOO_LONG$/,
    kind: "broken",
    code: "unavailable",
    problem: "gave a reply that is too long to be its own",
  },
  { native: /^/, kind: "unreachable", code: "unavailable", problem: "cannot be reached" },
];

/**
 * What a code of Node's network errors (`ECONNREFUSED`, `CERT_HAS_EXPIRED`) means of a store that is asked over HTTP.
 *
 * @param native - the code of Node's error; an empty one is that of a store that cannot be reached
 * @returns the code of the `SecretError`, a problem to be put after the store's name, and the hint
 * @example
 * ```ts
 * const { code, problem, hint } = networkMeaning("ENOTFOUND", { name: "check the host in ACME_URL, and DNS", … });
 * throw new SecretError(code, `Acme at ${url} ${problem}`, { hint });
 * ```
 */
export function networkMeaning(
  native: string,
  hints: NetworkHints,
): { readonly code: ErrorCode; readonly problem: string; readonly hint: string } {
  const [{ kind, code, problem }] = rows.filter((row) => row.native.test(native)) as [Row];
  return { code, problem, hint: hints[kind] };
}
