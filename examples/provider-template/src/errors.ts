import {
  type ErrorCode,
  type HttpReply,
  isSecretError,
  nativeCause,
  nativeCode,
  networkMeaning,
  retryAfterOf,
  SecretError,
} from "@claviger/core/provider";

/** What the store's refusals mean, and what to do, in one table. */
const refusals: Readonly<Record<number, readonly [ErrorCode, string]>> = {
  400: ["invalid_ref", "check how the name is spelled"],
  401: ["auth_failed", "set HTTPKV_TOKEN to a token that the store knows"],
  403: ["denied", "let the token do this, or use another"],
  404: ["not_configured", "check HTTPKV_URL"],
  412: ["conflict", "read the secret again, and decide anew"],
  413: ["invalid_value", "write less"],
  429: ["throttled", "ask less often"],
};

/** What to do where the network is what failed. */
const networkHints = {
  certificate: "set NODE_EXTRA_CA_CERTS to the PEM file of its authority",
  tls: "check the scheme and the port of HTTPKV_URL",
  name: "check the host in HTTPKV_URL, and DNS",
  broken: "check HTTPKV_URL, and ask again",
  unreachable: "check HTTPKV_URL, and that the store is running",
};

/** The store said no. */
export function refusal(task: string, { status, headers }: HttpReply): SecretError {
  const [code, hint] = refusals[status] ?? (["unavailable", "look at the store's own log"] as const);
  const wait = retryAfterOf(headers["retry-after"]);
  return new SecretError(code, `${task} was refused`, { hint, cause: { status }, ...wait });
}

/** Somebody else answered, or the store in another version. */
export function garbled(task: string, status = 200): SecretError {
  return new SecretError("unavailable", `${task} got an answer that is not the store's`, {
    hint: "check HTTPKV_URL, and that no proxy answers in the store's place",
    cause: { status },
  });
}

/** Nobody answered. Of the native error the code is kept: it may hold the request, and that the token. */
export function unreachable(task: string, error: unknown): SecretError {
  if (isSecretError(error)) return error;
  const { code, problem, hint } = networkMeaning(nativeCode(error) ?? "", networkHints);
  return new SecretError(code, `${task} failed: the store ${problem}`, { hint, cause: nativeCause(error) });
}
