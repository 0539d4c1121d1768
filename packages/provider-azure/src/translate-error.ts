import { isSecretError, networkMeaning, SecretError } from "@claviger/core/provider";
import { type Meaning, networkHints, replyMeanings } from "./error-table.ts";
import { identifier, ReplyError } from "./reply-error.ts";

/** What was being done when an error came up. */
export interface Subject {
  /** The vault's origin. */
  readonly vault: string;
  /** The secret's name, where it is about one. */
  readonly path?: string;
}

/**
 * Whatever the SDK threw, as a `SecretError`. Of the original only names, codes and ids are kept: it may quote a value.
 */
export function translateError(error: unknown, subject: Subject): SecretError {
  if (isSecretError(error)) return error;
  if (error instanceof ReplyError) return errorFromReply(error, subject);
  if (isChallengeRefused(error)) return foreignResource(subject);
  const native = nativeCode(error);
  // Without a code, the SDK stumbled over the reply.
  const meaning = native === undefined ? garbled : meaningOfNetwork(native);
  const name = error instanceof Error ? identifier(error.name) : undefined;
  return failed(meaning, subject, {
    ...(name === undefined ? {} : { name }),
    ...(native === undefined ? {} : { code: native }),
  });
}

/** What the code of one of Node's errors means. */
export function meaningOfNetwork(native: string): Meaning {
  return networkMeaning(native, networkHints);
}

/** The code of one of Node's errors. It tries all addresses of a host, and tells what each answered. */
export function nativeCode(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const own = "code" in error ? identifier(error.code) : undefined;
  // The SDK's own codes are no reasons.
  if (own !== undefined && own !== "REQUEST_SEND_ERROR" && own !== "PARSE_ERROR") return own;
  const errors: readonly unknown[] = "errors" in error && Array.isArray(error.errors) ? error.errors : [];
  return (
    errors.map(nativeCode).find((code) => code !== undefined) ??
    (own === "REQUEST_SEND_ERROR" ? own : undefined)
  );
}

const garbled: Meaning = {
  code: "unavailable",
  problem: "answered something that is not its protocol",
  hint: "check the URL and what is between here and there (proxy, private endpoint, DNS)",
};

function errorFromReply(reply: ReplyError, subject: Subject): SecretError {
  const { statusCode: status, code, innerCode, requestId, retryAfter } = reply;
  const cause = {
    status,
    ...((innerCode ?? code) === undefined ? {} : { code: innerCode ?? code ?? "" }),
    ...(requestId === undefined ? {} : { requestId }),
  };
  return failed(meaningOf(reply), subject, cause, retryAfter);
}

/** A refusal without a code counts only with Key Vault's own headers: else it is a proxy's, or garbage. */
function meaningOf({ statusCode, code, innerCode, isVaults }: ReplyError): Meaning {
  if (statusCode >= 500 && code !== undefined) return troubled;
  const isKnown = code !== undefined || isVaults || statusCode === 429;
  if (!isKnown) return garbled;
  const row = replyMeanings.find(
    ({ status, native = /^/ }) =>
      status === statusCode && [innerCode, code, ""].some((text) => text !== undefined && native.test(text)),
  );
  return row ?? (statusCode >= 400 && statusCode < 500 ? unexpected : garbled);
}

const troubled: Meaning = {
  code: "unavailable",
  problem: "is in trouble",
  hint: "ask again; if it lasts, look at Azure's service health",
};

const unexpected: Meaning = {
  code: "internal",
  problem: "refused the request",
  hint: "look the code up among Key Vault's REST errors, and report it if it should be known here",
};

function failed(
  { code, problem, hint }: Meaning,
  { vault, path }: Subject,
  ...[cause, retryAfter]: readonly [SanitisedParts, number?]
): SecretError {
  const about = path === undefined ? "" : `"${path}": `;
  return new SecretError(code, `${about}Key Vault at ${vault} ${problem}`, {
    location: path,
    hint,
    cause,
    retryAfter,
  });
}

type SanitisedParts = Readonly<{ name?: string; code?: string; status?: number; requestId?: string }>;

/** The SDK compares the resource that a vault asks a token for with its host, and has a message only. */
function isChallengeRefused(error: unknown): boolean {
  return error instanceof Error && /^The challenge (resource|origin|contains)/.test(error.message);
}

function foreignResource({ vault }: Subject): SecretError {
  return new SecretError(
    "not_configured",
    `what answers at ${vault} asks for a token of another host's resource`,
    {
      hint: "check the URL: it must be the vault's own; for an emulator alone, set SECRETS_AZURE_VERIFY_RESOURCE=false",
    },
  );
}
