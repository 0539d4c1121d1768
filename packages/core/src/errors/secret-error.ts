import type { Attempt } from "./attempt.ts";
import { withoutUndefined } from "../value/without-undefined.ts";
import type { ErrorCode } from "./error-code.ts";

const marker = Symbol.for("claviger.SecretError");

/** What is kept of the error underneath: never a message, a request, a response or a value. */
export interface SanitisedCause {
  /** The native error's name or class, such as `AccessDeniedException`. */
  readonly name?: string;
  /** The native code, such as `ECONNREFUSED`. */
  readonly code?: string;
  /** The HTTP status. */
  readonly status?: number;
  /** The back end's id of the request, for its support. */
  readonly requestId?: string;
}

export interface SecretErrorDetails {
  /** What was asked for, as the caller spelled it. */
  readonly name?: string | undefined;
  /** The instance that answered: `aws`, `vault.dr`. */
  readonly provider?: string | undefined;
  /** Where that provider looked, in its own words: a path, an ARN, `file:line`. Never a value. */
  readonly location?: string | undefined;
  /** What to do next, as a sentence. */
  readonly hint?: string | undefined;
  readonly cause?: SanitisedCause | undefined;
  /** How long the store asked to wait, in seconds (Retry-After). */
  readonly retryAfter?: number | undefined;
  /** Every link of the chain that was asked, in order. */
  readonly attempts?: readonly Attempt[] | undefined;
  /** The single failures, where one error stands for several names. */
  readonly errors?: readonly SecretError[] | undefined;
}

/**
 * The one error that claviger throws. Its message says what failed, where, why and the next step; neither it nor any
 * property ever holds a secret's value.
 *
 * @example
 * ```ts
 * try {
 *   await secrets.get("database-url");
 * } catch (error) {
 *   if (isSecretError(error, "denied")) console.error(error.hint);
 *   else throw error;
 * }
 * ```
 */
export class SecretError extends Error {
  // Declared and not initialised, so that what is not known is not a property: errors are read by people.
  declare readonly cause?: SanitisedCause;
  declare readonly secret?: string;
  declare readonly provider?: string;
  declare readonly location?: string;
  declare readonly hint?: string;
  /** In seconds. */
  declare readonly retryAfter?: number;
  readonly code: ErrorCode;
  /** What failed and where, without the code, the hint and the link: the first part of the message. */
  readonly problem: string;
  readonly attempts: readonly Attempt[];
  readonly errors: readonly SecretError[];
  /** Where this code is explained, relative to `node_modules`. */
  readonly help: string;

  /** @param problem - what failed and where, as one sentence without a full stop */
  constructor(code: ErrorCode, problem: string, details: SecretErrorDetails = {}) {
    const help = `@claviger/core/docs/errors.md#${code}`;
    super(
      [`${problem} (${code}).`, details.hint && `Next: ${details.hint}.`, `See ${help}`]
        .filter(Boolean)
        .join(" "),
      sanitised(details.cause),
    );
    this.name = "SecretError";
    this.code = code;
    this.problem = problem;
    const { name: secret, provider, location, hint, retryAfter } = details;
    Object.assign(this, withoutUndefined({ secret, provider, location, hint, retryAfter }));
    this.attempts = details.attempts ?? [];
    this.errors = details.errors ?? [];
    this.help = help;
    Object.defineProperty(this, marker, { value: true });
  }

  /** What a log may keep of it: everything but the stack. */
  toJSON(): Record<string, unknown> {
    const { name, code, message, secret, provider, location, hint, help, cause, retryAfter } = this;
    const errors = this.errors.length > 0 ? this.errors : undefined;
    const attempts = this.attempts.length > 0 ? this.attempts : undefined;
    return {
      name,
      code,
      message,
      secret,
      provider,
      location,
      hint,
      help,
      cause,
      retryAfter,
      attempts,
      errors,
    };
  }
}

/** Native errors have properties of the same names: of whatever is passed, only these four are kept. */
function sanitised(cause: SanitisedCause | undefined): { readonly cause: SanitisedCause } | undefined {
  const { name, code, status, requestId } = cause ?? {};
  const kept = Object.entries({ name, code, requestId, status }).filter(
    ([key, value]) => typeof value === (key === "status" ? "number" : "string"),
  );
  return kept.length === 0 ? undefined : { cause: Object.fromEntries(kept) };
}

/**
 * Whether something thrown is a `SecretError`, and of that code where one is given. Works across two copies of core in
 * one process, where `instanceof` does not.
 */
export function isSecretError(error: unknown, code?: ErrorCode): error is SecretError {
  if (typeof error !== "object" || error === null || !(marker in error)) return false;
  return code === undefined || ("code" in error && error.code === code);
}
