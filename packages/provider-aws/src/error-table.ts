import type { ErrorCode } from "@claviger/core/provider";
import type { NativeError } from "./native-error.ts";

/**
 * AWS's own names. Sources: the Errors of each action that is used, and "Common Error Types", at
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/. What is absent (ResourceNotFoundException) or deleted
 * (some InvalidRequestException) is told apart where a secret is read or written.
 */
const byName: Readonly<Record<string, ErrorCode>> = table({
  denied: [
    "AccessDenied",
    "AccessDeniedException",
    "DecryptionFailure",
    "EncryptionFailure",
    "KMSAccessDeniedException",
    "NotAuthorized",
    "UnauthorizedOperation",
  ],
  auth_failed: [
    "AuthFailure",
    "ExpiredToken",
    "ExpiredTokenException",
    "IncompleteSignature",
    "IncompleteSignatureException",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "MissingAuthenticationToken",
    "MissingAuthenticationTokenException",
    "NotAuthorizedException",
    "OptInRequired",
    "RequestExpired",
    "RequestInTheFuture",
    "RequestTimeTooSkewed",
    "SignatureDoesNotMatch",
    "TokenRefreshRequired",
    "UnrecognizedClientException",
  ],
  throttled: [
    "EC2ThrottledException",
    "LimitExceeded",
    "LimitExceededException",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "TooManyRequestsException",
    "TransactionInProgressException",
  ],
  unavailable: [
    "InternalFailure",
    "InternalServerError",
    "InternalServerException",
    "InternalServiceError",
    "RequestTimeout",
    "RequestTimeoutException",
    "ServiceUnavailable",
    "ServiceUnavailableException",
  ],
  conflict: ["ResourceExistsException"],
  invalid_ref: ["InvalidParameterException", "ValidationError", "ValidationException"],
  disabled: ["InvalidRequestException"],
  not_configured: ["EndpointError", "UnknownOperationException"],
});

/** Node's codes. The SDK names some of these errors TimeoutError, so that the code goes before the name. */
const byNodeCode: Readonly<Record<string, ErrorCode>> = table({
  unavailable: [
    "EAI_AGAIN",
    "ECONNABORTED",
    "ECONNREFUSED",
    "ECONNRESET",
    "EHOSTUNREACH",
    "ENETUNREACH",
    "ENOTFOUND",
    "EPIPE",
    "EPROTO",
  ],
  timeout: ["ETIMEDOUT"],
});

/** OpenSSL's verdicts on a certificate, as Node spells them. */
const untrusted =
  /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE)/;

/** The code for an error of a request to Secrets Manager. */
export function codeOf(error: NativeError): ErrorCode {
  if (error.code !== undefined) {
    if (untrusted.test(error.code)) return "auth_failed";
    const network = byNodeCode[error.code];
    if (network) return network;
  }
  const named = error.name === undefined ? undefined : byName[error.name];
  return named ?? codeOfUnnamed(error);
}

/** Whether the certificate of the other side was refused. */
export function isUntrusted({ code }: NativeError): boolean {
  return code !== undefined && untrusted.test(code);
}

/** Whether no answer came at all, or one that is not of the service. */
export function isNetworkFailure({ code }: NativeError): boolean {
  return code !== undefined && code in byNodeCode;
}

function codeOfUnnamed({ name, status, requestId }: NativeError): ErrorCode {
  if (name === "TimeoutError") return "timeout";
  if (status === 429) return "throttled";
  if (status === undefined || status >= 500) return "unavailable";
  // Every refusal of AWS has a name and a request id; what has not is a proxy's page, or garbage.
  const isGarbage = requestId === undefined || name === undefined || garbage.has(name);
  return isGarbage ? "unavailable" : "internal";
}

/** How the SDK's deserialisation fails on what is not the protocol, and what it calls an error without a type. */
const garbage: ReadonlySet<string> = new Set([
  "Error",
  "RangeError",
  "SecretsManagerServiceException",
  "SyntaxError",
  "TypeError",
  "Unknown",
  "UnknownError",
]);

function table(names: Partial<Record<ErrorCode, readonly string[]>>): Readonly<Record<string, ErrorCode>> {
  const rows: Record<string, ErrorCode> = Object.create(null);
  for (const [code, list] of Object.entries(names)) {
    for (const name of list) rows[name] = code as ErrorCode;
  }
  return rows;
}
