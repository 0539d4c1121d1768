import { isSecretError } from "@claviger/core/provider";
import { isObject, type JsonObject, type Reply } from "./reply.ts";
import { errorFromNetwork } from "./translate-error.ts";
import type { Transport } from "./transport.ts";

/** One call to the REST API. */
export interface ApiRequest {
  /** Such as `GET /orgs/{org}/actions/secrets/{secret_name}`. */
  readonly route: string;
  /** Those of the path; the rest is the query, or the body of a PUT or POST. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly authorization: string;
  readonly signal: AbortSignal;
}

/** Sends a request. @throws SecretError if there is no reply */
export type Exchange = (request: ApiRequest) => Promise<Reply>;

/** The REST API over @octokit/request, which is imported at the first call and makes none twice. */
export function exchangeOver(transport: Transport, url: string): Exchange {
  return async ({ route, parameters, authorization, signal }) => {
    const { request } = await import("@octokit/request");
    const options = {
      ...parameters,
      baseUrl: url,
      headers: {
        accept: "application/json",
        authorization,
        "user-agent": "claviger",
        "x-github-api-version": "2022-11-28",
      },
      // It warns of deprecations on the console.
      request: { fetch: transport.fetch, signal, log: silent },
    };
    try {
      return replyOf(await request(route, options));
    } catch (error) {
      // Its error for a refusal has the request and the response in it: the response's parts are taken, the rest is left.
      const { response, cause } = (error ?? {}) as { readonly response?: unknown; readonly cause?: unknown };
      if (isObject(response)) return replyOf(response);
      throw isSecretError(cause) ? cause : errorFromNetwork(error, url);
    }
  };
}

const silent = { debug() {}, info() {}, warn() {}, error() {} };

function replyOf(response: object): Reply {
  const { status, headers, data } = response as JsonObject;
  return {
    status: typeof status === "number" ? status : 0,
    headers: isObject(headers) ? (headers as Reply["headers"]) : {},
    body: isObject(data) ? data : undefined,
  };
}
