import {
  isSecretError,
  networkMeaning,
  type SanitisedCause,
  SecretError,
  type SecretErrorDetails,
} from "@claviger/core/provider";
import {
  busy,
  busyCodes,
  foreignResource,
  garbled,
  type Meaning,
  networkHints,
  replyMeanings,
  troubled,
  unexpected,
} from "./error-table.ts";
import { identifier, nativeCode } from "./native-code.ts";
import { ReplyError } from "./reply-error.ts";

/** What was being done when an error came up. */
export interface Subject {
  /** The vault's origin. */
  readonly vault: string;
  /** The secret's name, where it is about one. */
  readonly path?: string | undefined;
}

/**
 * Whatever the SDK threw, as a `SecretError`. Of the original only names, codes and ids are kept: it may quote a value.
 */
export function translateError(error: unknown, subject: Subject): SecretError {
  if (isSecretError(error)) return error;
  if (!(error instanceof ReplyError)) {
    return vaultError(meaningOfExchange(error), subject, { cause: causeOf(error) });
  }
  const { cause, retryAfter } = error;
  return vaultError(meaningOfReply(error), subject, { cause, retryAfter });
}

/** What a vault does that it should not, as an error. */
export function vaultError(
  { code, problem, hint }: Meaning,
  { vault, path }: Subject,
  known: Pick<SecretErrorDetails, "cause" | "retryAfter"> = {},
): SecretError {
  const about = path === undefined ? "" : `"${path}": `;
  return new SecretError(code, `${about}Key Vault at ${vault} ${problem}`, {
    location: path,
    hint,
    ...known,
  });
}

/** A refusal without a code counts only with Key Vault's own headers: else it is a proxy's, or garbage. */
function meaningOfReply({ statusCode: status, code, cause, isVaults }: ReplyError): Meaning {
  if (status >= 500 && code !== undefined) return troubled;
  if (code === undefined && !isVaults && status !== 429) return garbled;
  if (status === 409 && busyCodes.test(cause.code ?? "")) return busy;
  const keys = [`${status} ${cause.code}`, `${status} ${code}`, `${status}`];
  const [row] = keys.flatMap((key) => replyMeanings[key] ?? []);
  return row ?? (status >= 400 && status < 500 ? unexpected : garbled);
}

/** A request that no reply came to, or one over which the SDK stumbled: that has no code. */
function meaningOfExchange(error: unknown): Meaning {
  // The SDK compares the resource that a vault asks a token for with its host, and has a message only.
  const isRefused = error instanceof Error && /^The challenge (resource|origin|contains)/.test(error.message);
  if (isRefused) return foreignResource;
  const native = nativeCode(error);
  return native === undefined ? garbled : networkMeaning(native, networkHints);
}

/** What of an error may be told. */
function causeOf(error: unknown): SanitisedCause {
  const name = error instanceof Error ? identifier(error.name) : undefined;
  const code = nativeCode(error);
  return { ...(name && { name }), ...(code && { code }) };
}
