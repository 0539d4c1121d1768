import {
  nativeCause,
  nativeCode,
  networkMeaning,
  retryAfterOf,
  SecretError,
  type SecretErrorDetails,
} from "@claviger/core/provider";
import {
  type Meaning,
  networkHints,
  type ReplyMeaning,
  replyMeanings,
  type Subject,
  tooLarge,
} from "./error-table.ts";
import { type Reply, says } from "./reply.ts";

/** The row of the table that is about such a reply. */
export function meaningOf(reply: Reply): ReplyMeaning | undefined {
  return replyMeanings.find((row) => row.status === reply.status && (!row.says || says(reply, row.says)));
}

/** What a reply means that is neither an answer nor a 403 of Vault's. Nothing of what the reply says gets into the error. */
export function errorFromReply(reply: Reply, subject: Subject): SecretError {
  const { status, body } = reply;
  const found = meaningOf(reply);
  // Any gateway may throttle; every other status means something only if Vault itself sent it.
  const isVaults = body !== undefined || status === 429;
  return errorOf(isVaults && found ? found : unexpected(reply), subject, {
    cause: { status, ...requestIdOf(reply) },
    ...retryAfterOf(reply.headers["retry-after"]),
  });
}

/** What a failed exchange means. Only the name and the code of the error underneath are kept. */
export function errorFromNetwork(error: unknown, subject: Subject): SecretError {
  const code = nativeCode(error) ?? "";
  const meaning = code === "ERR_REPLY_TOO_LONG" ? tooLarge : networkMeaning(code, networkHints);
  return errorOf(meaning, subject, { cause: nativeCause(error) });
}

function unexpected({ status, body }: Reply): Meaning {
  const problem = `answered with status ${status}`;
  if (body) return { code: "unavailable", problem, hint: "look at Vault's own log" };
  return {
    code: "unavailable",
    problem: `${problem} and something that is not Vault's`,
    hint: "check VAULT_ADDR (scheme, port), and that no proxy answers in Vault's place",
  };
}

function errorOf(
  { code, problem, hint }: Meaning,
  subject: Subject,
  details: SecretErrorDetails,
): SecretError {
  const what = typeof problem === "string" ? problem : problem(subject);
  return new SecretError(code, `Vault at ${subject.address} ${what}`, { ...details, hint });
}

function requestIdOf({ body }: Reply): { readonly requestId?: string } {
  const id = body?.["request_id"];
  return typeof id === "string" && /^[\w-]{1,64}$/.test(id) ? { requestId: id } : {};
}
