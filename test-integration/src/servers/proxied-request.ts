import type { IncomingHttpHeaders } from "node:http";

/** A request that came to the counting proxy. */
export interface ProxiedRequest {
  readonly method: string;
  /** With its query, as it was sent: `/v1/secret/data/app?version=2`. */
  readonly path: string;
  /** What AWS calls the operation: the part of `X-Amz-Target` after the dot, `GetSecretValue`; undefined elsewhere. */
  readonly operation: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** False when the proxy answered with a fault, or not at all. */
  readonly forwarded: boolean;
}

/** The requests that count: all that is given must be equal. */
export interface RequestFilter {
  readonly method?: string;
  /** Without the query. */
  readonly path?: string;
  readonly operation?: string;
}

/** Whether a request is one of those that a filter asks for. */
export function matchesFilter(request: ProxiedRequest, filter: RequestFilter): boolean {
  const [path] = request.path.split("?", 1);
  if (filter.method !== undefined && filter.method !== request.method) return false;
  if (filter.path !== undefined && filter.path !== path) return false;
  return filter.operation === undefined || filter.operation === request.operation;
}
