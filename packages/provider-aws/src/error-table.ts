import { type ErrorCode, type NetworkHints, networkMeaning } from "@claviger/core/provider";
import type { NativeError } from "./native-error.ts";

/**
 * AWS's own names. Sources: the Errors of each action that is used, and "Common Error Types", at
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/. What is absent (ResourceNotFoundException) or deleted
 * (some InvalidRequestException) is told apart where a secret is read or written.
 */
const byName = table({
  denied: `AccessDenied AccessDeniedException DecryptionFailure EncryptionFailure KMSAccessDeniedException
    NotAuthorized UnauthorizedOperation`,
  auth_failed: `AuthFailure ExpiredToken ExpiredTokenException IncompleteSignature IncompleteSignatureException
    InvalidAccessKeyId InvalidClientTokenId InvalidSignatureException MissingAuthenticationToken
    MissingAuthenticationTokenException NotAuthorizedException OptInRequired RequestExpired RequestInTheFuture
    RequestTimeTooSkewed SignatureDoesNotMatch TokenRefreshRequired UnrecognizedClientException`,
  throttled: `EC2ThrottledException LimitExceeded LimitExceededException PriorRequestNotComplete
    ProvisionedThroughputExceededException RequestLimitExceeded RequestThrottled RequestThrottledException SlowDown
    Throttling ThrottlingException ThrottledException TooManyRequestsException TransactionInProgressException`,
  unavailable: `InternalFailure InternalServerError InternalServerException InternalServiceError RequestTimeout
    RequestTimeoutException ServiceUnavailable ServiceUnavailableException`,
  conflict: "ResourceExistsException",
  invalid_ref: "InvalidParameterException ValidationError ValidationException",
  disabled: "InvalidRequestException",
  not_configured: "EndpointError UnknownOperationException",
});

/** How the SDK's deserialisation fails on what is not the protocol, and what it calls an error without a type. */
const garbage =
  /^(Error|RangeError|SecretsManagerServiceException|SyntaxError|TypeError|Unknown|UnknownError)$/;

/** The next step where a service does not answer, or something else does. */
export const endpointHint =
  "check the region, the endpoint and what is between here and there (proxy, VPC endpoint, DNS)";

/** The next step where the certificate of the other side was refused. */
export const certificateHint = "give Node the certificate of your authority with NODE_EXTRA_CA_CERTS";

const hints: NetworkHints = {
  certificate: certificateHint,
  tls: endpointHint,
  name: endpointHint,
  broken: endpointHint,
  unreachable: endpointHint,
};

/** Node's codes of what happens between here and a service, beside those of certificates. */
const networkCode =
  /^(EAI_AGAIN|ECONNABORTED|ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EPIPE|EPROTO|ETIMEDOUT)$/;

/** What went wrong between here and a service; `undefined` for any other error. */
export function networkFailure({ code }: NativeError): ReturnType<typeof networkMeaning> | undefined {
  if (code === undefined) return undefined;
  const meaning = networkMeaning(code, hints);
  if (code === "ETIMEDOUT") return { ...meaning, code: "timeout" };
  return meaning.code === "auth_failed" || networkCode.test(code) ? meaning : undefined;
}

/** Whether the certificate of the other side was refused. */
export function isUntrusted(error: NativeError): boolean {
  return networkFailure(error)?.code === "auth_failed";
}

/** The code for an error of a request. The SDK calls some of Node's errors TimeoutError, so that their code goes first. */
export function codeOf(error: NativeError): ErrorCode {
  return networkFailure(error)?.code ?? byName.get(error.name ?? "") ?? codeOfUnnamed(error);
}

/** Whether a service said nothing but that it cannot answer, or did not answer at all. */
export function isOutage(error: NativeError): boolean {
  return ["throttled", "timeout", "unavailable"].includes(codeOf(error));
}

function codeOfUnnamed({ name, status, requestId }: NativeError): ErrorCode {
  if (name === "TimeoutError") return "timeout";
  if (status === 429) return "throttled";
  if (status === undefined || status >= 500) return "unavailable";
  // Every refusal of AWS has a name and a request id; what has not is a proxy's page, or garbage.
  const isGarbage = requestId === undefined || name === undefined || garbage.test(name);
  return isGarbage ? "unavailable" : "internal";
}

function table(names: Partial<Record<ErrorCode, string>>): ReadonlyMap<string, ErrorCode> {
  const rows = Object.entries(names).flatMap(([code, list]) =>
    list.split(/\s+/).map((name) => [name, code as ErrorCode] as const),
  );
  return new Map(rows);
}
