import { isJsonObject, retryAfterOf, type SanitisedCause } from "@claviger/core/provider";
import { identifier } from "./native-code.ts";
import type { Policy, PolicyResponse } from "./sdk.ts";

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
  /** Key Vault's own headers were on the reply. */
  readonly isVaults: boolean;
  /** What may be told of it; its code is Key Vault's finer one, where there is one: `ForbiddenByRbac`. */
  override readonly cause: SanitisedCause;
  /** In seconds. */
  readonly retryAfter: number | undefined;

  constructor({ status, headers, bodyAsText }: Reply) {
    super("A reply that is no answer.");
    this.name = "ReplyError";
    const error = objectIn(jsonObject(bodyAsText)?.["error"]);
    this.statusCode = status;
    this.code = identifier(error?.["code"]);
    this.isVaults = headers.has("x-ms-keyvault-service-version");
    const finest = identifier(objectIn(error?.["innererror"])?.["code"]) ?? this.code;
    const requestId = identifier(headers.get("x-ms-request-id"));
    this.cause = { status, ...(finest && { code: finest }), ...(requestId && { requestId }) };
    // Azure's services use two headers.
    const ms = headers.get("retry-after-ms") ?? "";
    const { retryAfter } = retryAfterOf(headers.get("retry-after"));
    this.retryAfter = /^\d{1,8}$/.test(ms) ? Number(ms) / 1000 : retryAfter;
  }

  /** Key Vault's own word that there is no such secret: the vault and the name were understood. */
  get isAbsence(): boolean {
    return this.statusCode === 404 && this.code === "SecretNotFound";
  }
}

/**
 * Lets nothing but Key Vault's answers through to the SDK: JSON objects, and "no content". Whatever else came is thrown as a
 * `ReplyError`.
 */
export const answerPolicy: Policy = {
  name: "clavigerAnswer",
  async sendRequest(request, next) {
    const response = await next(request);
    const { status, bodyAsText } = response;
    if (status === 204 || (status === 200 && jsonObject(bodyAsText))) return response;
    throw new ReplyError(response);
  },
};

/** A text that is a JSON object, or `undefined`. */
export function jsonObject(text: string | null | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    return objectIn(JSON.parse(text ?? ""));
  } catch {
    return undefined;
  }
}

function objectIn(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return isJsonObject(value) ? value : undefined;
}
