import { type ErrorCode, isSecretError, SecretError } from "@claviger/core/provider";
import { resourceOf } from "./arn.ts";
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
  readonly region: string;
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
  const [problem, hint] = meaningOf(code, native, context);
  // The request may have arrived, and only its answer be lost.
  const mayBeDone = isChange && (code === "unavailable" || code === "timeout");
  return new SecretError(code, `AWS Secrets Manager in ${context.region} ${problem}`, {
    location: context.path,
    hint: mayBeDone ? `${hint}; it may have been done all the same, so look before you repeat it` : hint,
    cause: native,
    retryAfter: native.retryAfter,
  });
}

/** What is wrong, after `AWS Secrets Manager in <region>`, and what to do next. */
function meaningOf(
  code: ErrorCode,
  native: NativeError,
  context: RequestContext,
): readonly [problem: string, hint: string] {
  const network = networkFailure(native);
  if (network) return [network.problem, network.hint];
  const { action, path } = context;
  switch (code) {
    case "denied":
      return [`does not allow ${doings[action]} "${path}"`, deniedHint(native, context)];
    case "auth_failed":
      return ["refused the credentials", authenticationHint(native)];
    case "throttled":
      return native.name === "LimitExceededException"
        ? [
            `keeps no more versions or stages of "${path}"`,
            "write less often: AWS keeps every version for a day, and about a hundred of a secret",
          ]
        : [
            "asks for fewer requests",
            "ask less often or for fewer secrets at once, or raise the account's quota",
          ];
    case "timeout":
      return ["did not answer in time", endpointHint];
    case "invalid_ref":
      return [
        `does not take "${path}", or the version asked of it, as an id`,
        "check the name, the version and the stage",
      ];
    case "invalid_value":
      return [
        `does not take this for "${path}"`,
        "check that the value is not empty, and the tags and the KMS key that go with it",
      ];
    case "disabled":
      return [
        `does not allow ${doings[action]} "${path}" in its present state`,
        `look at its state with: aws secretsmanager describe-secret --secret-id ${path}`,
      ];
    case "conflict":
      return [`has "${path}" already`, "read what is there before it is written again"];
    case "not_configured":
      return ["is not what answers at this endpoint", endpointHint];
    case "internal":
      return [
        failure(native),
        "look the name of the error up in AWS's documentation, and report it if it should be known here",
      ];
    default:
      return [failure(native), endpointHint];
  }
}

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

function deniedHint(native: NativeError, { action, path, region }: RequestContext): string {
  if (isKeyDenial(native)) {
    const actions = doings[action] === "writing" ? "kms:GenerateDataKey and kms:Decrypt" : "kms:Decrypt";
    return `allow ${actions} on the key that encrypts "${path}", and check that the key is enabled`;
  }
  // What can be listed is not known by resource.
  if (action === "ListSecrets") return `allow secretsmanager:${action} on * to this identity`;
  return (
    `allow secretsmanager:${action} on ${resourceOf(path, region)} to this identity; or the secret does not exist: ` +
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
