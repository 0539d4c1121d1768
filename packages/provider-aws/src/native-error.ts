import { retryAfterOf, type SanitisedCause } from "@claviger/core/provider";

/**
 * What is read of an error of the SDK, of Node, or of a credential source. A `SecretError` whose cause it is keeps of it
 * what may be shown.
 */
export interface NativeError extends SanitisedCause {
  /** The class, or AWS's own name of it: `AccessDeniedException`. */
  readonly name: string | undefined;
  /** Node's code: `ECONNREFUSED`. */
  readonly code: string | undefined;
  /** The HTTP status, if there was an answer. */
  readonly status: number | undefined;
  /** AWS's id of the request. A proxy's page has none. */
  readonly requestId: string | undefined;
  /** Seconds, from the header Retry-After. */
  readonly retryAfter?: number;
  /** To tell cases apart, never to be shown: it may quote a reply. */
  readonly message: string;
}

/** Reads an error without trusting any of it: names and ids come from the wire, and may be anything. */
export function readNativeError(error: unknown): NativeError {
  const { name, code, errors, message, $metadata, $response } = membersOf(error);
  const { httpStatusCode, requestId } = membersOf($metadata);
  const { statusCode, headers } = membersOf($response);
  return {
    name: identifier(name),
    code: identifier(code) ?? firstCode(errors),
    status: httpStatus(httpStatusCode) ?? httpStatus(statusCode),
    requestId: identifier(requestId),
    ...retryAfterOf(membersOf(headers)["retry-after"]),
    message: typeof message === "string" ? message : "",
  };
}

/** Whether AWS says that there is no such thing: a secret, or a version of it. */
export function isNotFound(error: unknown): boolean {
  return readNativeError(error).name === "ResourceNotFoundException";
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function identifier(value: unknown): string | undefined {
  return typeof value === "string" && /^[\w.-]{1,80}$/.test(value) ? value : undefined;
}

/** Node tries all addresses of a host and reports an `AggregateError` of what each answered. */
function firstCode(errors: unknown): string | undefined {
  if (!Array.isArray(errors)) return undefined;
  return errors.map((error) => identifier(membersOf(error)["code"])).find((code) => code !== undefined);
}

function httpStatus(value: unknown): number | undefined {
  return Number.isInteger(value) && Number(value) >= 100 && Number(value) < 600 ? Number(value) : undefined;
}
