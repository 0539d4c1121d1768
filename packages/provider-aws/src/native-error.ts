import type { SanitisedCause } from "@claviger/core/provider";

/** What is read of an error of the SDK, of Node, or of a credential source. */
export interface NativeError {
  /** The class, or AWS's own name of it: `AccessDeniedException`. */
  readonly name: string | undefined;
  /** Node's code: `ECONNREFUSED`. */
  readonly code: string | undefined;
  /** The HTTP status, if there was an answer. */
  readonly status: number | undefined;
  /** AWS's id of the request. A proxy's page has none. */
  readonly requestId: string | undefined;
  /** Seconds, from the header Retry-After. */
  readonly retryAfter: number | undefined;
  /** To tell cases apart, never to be shown: it may quote a reply. */
  readonly message: string;
}

/** Reads an error without trusting any of it: names and ids come from the wire, and may be anything. */
export function readNativeError(error: unknown): NativeError {
  const root = asObject(error);
  const metadata = asObject(root["$metadata"]);
  const response = asObject(root["$response"]);
  const retryAfter = asObject(response["headers"])["retry-after"];
  return {
    name: identifier(root["name"]),
    code: identifier(root["code"]) ?? firstCode(root["errors"]),
    status: httpStatus(metadata["httpStatusCode"]) ?? httpStatus(response["statusCode"]),
    requestId: identifier(metadata["requestId"]),
    retryAfter:
      typeof retryAfter === "string" && /^\d{1,5}$/.test(retryAfter) ? Number(retryAfter) : undefined,
    message: typeof root["message"] === "string" ? root["message"] : "",
  };
}

/** What a `SecretError` may keep of it. */
export function causeOf({ name, code, status, requestId }: NativeError): SanitisedCause {
  return {
    ...(name === undefined ? {} : { name }),
    ...(code === undefined ? {} : { code }),
    ...(status === undefined ? {} : { status }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function identifier(value: unknown): string | undefined {
  return typeof value === "string" && /^[\w.-]{1,80}$/.test(value) ? value : undefined;
}

/** Node tries all addresses of a host and reports an `AggregateError` of what each answered. */
function firstCode(errors: unknown): string | undefined {
  if (!Array.isArray(errors)) return undefined;
  return errors.map((error) => identifier(asObject(error)["code"])).find((code) => code !== undefined);
}

function httpStatus(value: unknown): number | undefined {
  return typeof value === "number" && Number.isInteger(value) && value >= 100 && value < 600
    ? value
    : undefined;
}
