import { type ErrorCode, isSecretError, SecretError } from "@claviger/core/provider";
import { codeOf, isUntrusted } from "./error-table.ts";
import { causeOf, type NativeError, readNativeError } from "./native-error.ts";
import { resourceOf } from "./arn.ts";

/** What was being done when an error came up. */
interface RequestContext {
  /** The IAM action: `secretsmanager:GetSecretValue`. */
  readonly action: string;
  /** The secret's name or ARN. */
  readonly path: string;
  readonly region: string;
  /** @default "reading" */
  readonly doing?: "reading" | "describing" | "listing" | "writing" | "deleting" | "restoring";
}

/** What is wrong, after `AWS Secrets Manager in <region>`. */
const problems: Partial<Record<ErrorCode, (context: RequestContext) => string>> = {
  denied: ({ path, doing = "reading" }) => `does not allow ${doing} "${path}"`,
  auth_failed: () => "refused the credentials",
  throttled: () => "asks for fewer requests",
  timeout: () => "did not answer in time",
  invalid_ref: ({ path }) => `does not take "${path}", or the version asked of it, as an id`,
  disabled: ({ path, doing = "reading" }) => `does not allow ${doing} "${path}" in its present state`,
  conflict: ({ path }) => `has "${path}" already`,
  not_configured: () => "is not what answers at this endpoint",
};

/**
 * An error of a request to Secrets Manager as a `SecretError`. Of the original only names, codes and ids are kept: its
 * message and its response may quote a value.
 */
export function translateError(error: unknown, context: RequestContext): SecretError {
  if (isSecretError(error)) return error;
  const native = readNativeError(error);
  const code = codeOf(native);
  const problem = isUntrusted(native)
    ? "has a certificate that this process does not trust"
    : (problems[code]?.(context) ?? failure(native));
  return new SecretError(code, `AWS Secrets Manager in ${context.region} ${problem}`, {
    location: context.path,
    hint: hintFor(code, { native, context }),
    cause: causeOf(native),
    ...(native.retryAfter === undefined ? {} : { retryAfter: native.retryAfter }),
  });
}

function failure({ status, code, requestId, name }: NativeError): string {
  if (code !== undefined) return `cannot be reached: ${code}`;
  if (status === undefined) return "cannot be reached";
  return requestId === undefined
    ? `answered something that is not its protocol (HTTP status ${status})`
    : `failed with ${name ?? "an error without a name"} (HTTP status ${status})`;
}

function hintFor(code: ErrorCode, about: { native: NativeError; context: RequestContext }): string {
  const { native, context } = about;
  switch (code) {
    case "denied":
      return deniedHint(native, context);
    case "auth_failed":
      return authenticationHint(native);
    case "throttled":
      return "ask less often or for fewer secrets at once, or raise the account's quota";
    case "invalid_ref":
      return "check the name, the version and the stage";
    case "disabled":
      return `look at its state with: aws secretsmanager describe-secret --secret-id ${context.path}`;
    case "conflict":
      return "read what is there before it is written again";
    case "internal":
      return "look the name of the error up in AWS's documentation, and report it if it should be known here";
    default:
      return `check the region, the endpoint and what is between here and there (proxy, VPC endpoint, DNS)`;
  }
}

/** Whether a denial is of the key that encrypts a secret, and not of the action. */
export function isKeyDenial({ name, message }: NativeError): boolean {
  return (
    name === "DecryptionFailure" ||
    name === "EncryptionFailure" ||
    name === "KMSAccessDeniedException" ||
    /\bKMS\b/.test(message)
  );
}

function deniedHint(native: NativeError, { action, path, region, doing }: RequestContext): string {
  if (isKeyDenial(native)) {
    const actions = doing === "writing" ? "kms:GenerateDataKey and kms:Decrypt" : "kms:Decrypt";
    return `allow ${actions} on the key that encrypts "${path}", and check that the key is enabled`;
  }
  // What can be listed is not known by resource.
  if (doing === "listing") return `allow ${action} on * to this identity`;
  return (
    `allow ${action} on ${resourceOf(path, region)} to this identity; or the secret does not exist: where a policy ` +
    `names secrets exactly, AWS gives this answer for others`
  );
}

function authenticationHint(native: NativeError): string {
  if (isUntrusted(native)) return "give Node the certificate of your authority with NODE_EXTRA_CA_CERTS";
  const { name = "", message } = native;
  if (isClockSkew(native)) return "set this machine's clock: the time of the signature is too far from AWS's";
  if (name.startsWith("Expired") || message.includes("expired")) {
    return "get new credentials: the session token has expired (aws sso login, or assume the role again)";
  }
  return "check which credentials the SDK finds here: aws sts get-caller-identity shows whose they are";
}

function isClockSkew({ name, message }: NativeError): boolean {
  return (
    name === "RequestTimeTooSkewed" ||
    name === "RequestInTheFuture" ||
    name === "RequestExpired" ||
    /signature (expired|not yet current)/i.test(message)
  );
}
