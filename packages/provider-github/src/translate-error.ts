import {
  type Clock,
  isSecretError,
  nativeCause,
  nativeCode,
  networkMeaning,
  retryAfterOf,
  SecretError,
  type SecretErrorDetails,
} from "@claviger/core/provider";
import {
  type Meaning,
  needsSignOn,
  networkHints,
  replyMeanings,
  throttled,
  unreadable,
} from "./error-table.ts";
import { isGithubs, type Reply } from "./reply.ts";

/** What a reply means that is neither an answer nor a 404 of GitHub's. Nothing of what it says gets into the error. */
export function errorFromReply(
  reply: Reply,
  { url, clock }: { readonly url: string; readonly clock: Clock },
): SecretError {
  const { status, headers } = reply;
  const requestId = headers["x-github-request-id"];
  const cause = { status, ...(requestId && /^[\w:.-]{1,80}$/.test(requestId) ? { requestId } : {}) };
  if (isThrottled(reply)) return errorOf(throttled, url, { cause, ...waitAskedFor(reply, clock) });
  return errorOf(meaningOf(reply), url, { cause });
}

/** What a failed exchange means. Only the name and the code of the error underneath are kept. */
export function errorFromNetwork(error: unknown, url: string): SecretError {
  if (isSecretError(error)) return error;
  const code = nativeCode(error);
  const meaning = code ? networkMeaning(code, networkHints) : unreadable;
  return errorOf(meaning, url, { cause: nativeCause(error) });
}

/** A success that has not what it should have. */
export function notAnAnswer(status: number, url: string): SecretError {
  return errorOf(unreadable, url, { cause: { status } });
}

/** GitHub limits by 429, and by 403 with one of three signs: of its hourly limit, or of its secondary ones. */
function isThrottled(reply: Reply): boolean {
  const { status, headers, body } = reply;
  if (status === 429) return true;
  if (status !== 403 || !isGithubs(reply)) return false;
  return (
    headers["retry-after"] !== undefined ||
    headers["x-ratelimit-remaining"] === "0" ||
    /rate limit/i.test(String(body?.["message"]))
  );
}

/** As the reply asks, else until the hourly limit begins anew. */
function waitAskedFor({ headers }: Reply, clock: Clock): { readonly retryAfter?: number } {
  const asked = retryAfterOf(headers["retry-after"]);
  if (asked.retryAfter !== undefined) return asked;
  const reset = headers["x-ratelimit-reset"];
  if (headers["x-ratelimit-remaining"] !== "0" || !reset || !/^\d{1,12}$/.test(reset)) return {};
  return { retryAfter: Math.max(0, Math.ceil(Number(reset) - clock.now() / 1000)) };
}

function meaningOf(reply: Reply): Meaning {
  const { status, headers, body } = reply;
  if (!isGithubs(reply)) {
    return { ...unreadable, problem: `answered with status ${status} and something that is not GitHub's` };
  }
  if (status === 403 && headers["x-github-sso"] !== undefined) return needsSignOn;
  const message = String(body?.["message"]);
  const found = replyMeanings.find((row) => row.status === status && (!row.says || row.says.test(message)));
  return found ?? { ...unreadable, problem: `answered with status ${status}` };
}

export function errorOf(
  { code, problem, hint }: Meaning,
  url: string,
  details: SecretErrorDetails,
): SecretError {
  return new SecretError(code, `GitHub at ${url} ${problem}`, { ...details, hint });
}
