import { type ErrorCode, isSecretError, SecretError } from "@claviger/core/provider";
import { resourceOf } from "./arn.ts";
import type { Ready } from "./connection.ts";
import { codeOf, endpointHint, networkFailure } from "./error-table.ts";
import { type NativeError, readNativeError } from "./native-error.ts";

/** What each request does with a secret, in words. */
const doings = {
  GetSecretValue: "reading",
  BatchGetSecretValue: "reading",
  DescribeSecret: "describing",
  ListSecretVersionIds: "describing",
  ListSecrets: "listing",
  CreateSecret: "writing",
  PutSecretValue: "writing",
  UpdateSecretVersionStage: "writing",
  TagResource: "writing",
  DeleteSecret: "deleting",
  RestoreSecret: "restoring",
} as const;

/** What was asked when an error came up. */
export interface RequestContext {
  readonly action: keyof typeof doings;
  /** The secret's name or ARN. */
  readonly path: string;
  readonly aws: Pick<Ready, "region">;
}

/**
 * An error of a request to Secrets Manager as a `SecretError`. Of the original only names, codes and ids are kept: its
 * message and its response may quote a value.
 */
export function requestError(error: unknown, context: RequestContext): SecretError {
  if (isSecretError(error)) return error;
  const native = readNativeError(error);
  const isChange = ["writing", "deleting", "restoring"].includes(doings[context.action]);
  const found = codeOf(native);
  const code = isChange && found === "invalid_ref" ? "invalid_value" : found;
  const network = networkFailure(native);
  const problem = network?.problem ?? (problems[code] ?? failure)(native, context);
  const hint = network?.hint ?? hints[code]?.(native, context) ?? endpointHint;
  // The request may have arrived, and only its answer be lost.
  const mayBeDone = isChange && (code === "unavailable" || code === "timeout");
  return new SecretError(code, `AWS Secrets Manager in ${context.aws.region} ${problem}`, {
    location: context.path,
    hint: mayBeDone ? `${hint}; it may have been done all the same, so look before you repeat it` : hint,
    cause: native,
    retryAfter: native.retryAfter,
  });
}

/** AWS's name for when a secret has as many versions or stages as it keeps. */
const tooMany = "LimitExceededException";

type Say = (native: NativeError, context: RequestContext) => string;

/** What is wrong, after `AWS Secrets Manager in <region>`. */
const problems: Partial<Record<ErrorCode, Say>> = {
  denied: (_, { action, path }) => `does not allow ${doings[action]} "${path}"`,
  auth_failed: () => "refused the credentials",
  throttled: ({ name }, { path }) =>
    name === tooMany ? `keeps no more versions or stages of "${path}"` : "asks for fewer requests",
  timeout: () => "did not answer in time",
  invalid_ref: (_, { path }) => `does not take "${path}", or the version asked of it, as an id`,
  invalid_value: (_, { path }) => `does not take this for "${path}"`,
  disabled: (_, { action, path }) => `does not allow ${doings[action]} "${path}" in its present state`,
  conflict: (_, { path }) => `has "${path}" already`,
  not_configured: () => "is not what answers at this endpoint",
};

const hints: Partial<Record<ErrorCode, Say>> = {
  denied: deniedHint,
  auth_failed: authenticationHint,
  throttled: ({ name }) =>
    name === tooMany
      ? "write less often: AWS keeps every version for a day, and about a hundred of a secret"
      : "ask less often or for fewer secrets at once, or raise the account's quota",
  invalid_ref: () => "check the name, the version and the stage",
  invalid_value: () => "check that the value is not empty, and the tags and the KMS key that go with it",
  disabled: (_, { path }) => `look at its state with: aws secretsmanager describe-secret --secret-id ${path}`,
  conflict: () => "read what is there before it is written again",
  internal: () =>
    "look the name of the error up in AWS's documentation, and report it if it should be known here",
};

function failure({ status, code, requestId, name }: NativeError): string {
  if (code !== undefined) return `cannot be reached: ${code}`;
  if (status === undefined) return "cannot be reached";
  return requestId === undefined
    ? `answered something that is not its protocol (HTTP status ${status})`
    : `failed with ${name ?? "an error without a name"} (HTTP status ${status})`;
}

/** Whether a denial is of the key that encrypts a secret, and not of the action. */
export function isKeyDenial({ name = "", message }: NativeError): boolean {
  return (
    /^(DecryptionFailure|EncryptionFailure|KMSAccessDeniedException)$/.test(name) || /\bKMS\b/.test(message)
  );
}

function deniedHint(native: NativeError, { action, path, aws }: RequestContext): string {
  if (isKeyDenial(native)) {
    const actions = doings[action] === "writing" ? "kms:GenerateDataKey and kms:Decrypt" : "kms:Decrypt";
    return `allow ${actions} on the key that encrypts "${path}", and check that the key is enabled`;
  }
  // What can be listed is not known by resource.
  if (action === "ListSecrets") return `allow secretsmanager:${action} on * to this identity`;
  return (
    `allow secretsmanager:${action} on ${resourceOf(path, aws.region)} to this identity; or the secret does not exist: ` +
    `where a policy names secrets exactly, AWS gives this answer for others`
  );
}

function authenticationHint({ name = "", message }: NativeError): string {
  const isClockSkew =
    /^(RequestTimeTooSkewed|RequestInTheFuture|RequestExpired)$/.test(name) ||
    /signature (expired|not yet current)/i.test(message);
  if (isClockSkew) return "set this machine's clock: the time of the signature is too far from AWS's";
  if (name.startsWith("Expired") || message.includes("expired")) {
    return "get new credentials: the session token has expired (aws sso login, or assume the role again)";
  }
  return "check which credentials the SDK finds here: aws sts get-caller-identity shows whose they are";
}
