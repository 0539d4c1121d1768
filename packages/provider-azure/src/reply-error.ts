import type { PolicyResponse } from "./sdk.ts";

/** What is read of a reply. */
interface Reply extends Pick<PolicyResponse, "status" | "bodyAsText"> {
  readonly headers: Pick<PolicyResponse["headers"], "get" | "has">;
}

/**
 * A reply that is no answer to the question, reduced to what may be told: the SDK's own errors hold requests, responses and
 * bodies, and it fails with a bare TypeError on a reply that is not Key Vault's. `statusCode` is what the SDK's pollers
 * look at.
 */
export class ReplyError extends Error {
  readonly statusCode: number;
  /** Key Vault's code: `Forbidden`. Without one, the reply is not of its protocol. */
  readonly code: string | undefined;
  /** Key Vault's finer code: `ForbiddenByRbac`. */
  readonly innerCode: string | undefined;
  /** Key Vault's own headers were on the reply. */
  readonly isVaults: boolean;
  readonly requestId: string | undefined;
  /** In seconds. */
  readonly retryAfter: number | undefined;

  constructor(response: Reply) {
    super("A reply that is no answer.");
    this.name = "ReplyError";
    const { status, headers } = response;
    const error = objectIn(jsonObject(response.bodyAsText)?.["error"]);
    this.statusCode = status;
    this.code = identifier(error?.["code"]);
    this.innerCode = identifier(objectIn(error?.["innererror"])?.["code"]);
    this.isVaults = headers.has("x-ms-keyvault-service-version");
    this.requestId = identifier(headers.get("x-ms-request-id"));
    this.retryAfter = retryAfterOf(headers);
  }
}

/** A text that is a JSON object, or `undefined`. */
export function jsonObject(text: string | null | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    return objectIn(JSON.parse(text ?? ""));
  } catch {
    return undefined;
  }
}

function objectIn(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

/** Codes and ids come over the wire, and may be anything. */
export function identifier(value: unknown): string | undefined {
  return typeof value === "string" && /^[\w.-]{1,80}$/.test(value) ? value : undefined;
}

/** Seconds, of the two headers that Azure's services use. */
function retryAfterOf(headers: Reply["headers"]): number | undefined {
  const [ms, seconds] = [headers.get("retry-after-ms") ?? "", headers.get("retry-after") ?? ""];
  if (/^\d{1,8}$/.test(ms)) return Number(ms) / 1000;
  return /^\d{1,5}$/.test(seconds) ? Number(seconds) : undefined;
}
