import type { ServerResponse } from "node:http";
import type { ProxiedRequest } from "./proxied-request.ts";

/** An answer that the server behind the proxy didn't give. */
export interface FaultResponse {
  readonly status: number;
  /** Sent as it is if it is text, else as JSON. @default nothing */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Which requests a fault meets, and how many of them. */
export interface FaultScope {
  /** It ends after so many. @default until `passThrough()` */
  readonly times?: number;
  /** @default all of them */
  readonly only?: (request: ProxiedRequest) => boolean;
}

/** What happens to a request instead of reaching the server. */
export type FaultAction = (response: ServerResponse) => void;

/** Answers in the server's place. */
export function answerWith(answer: FaultResponse): FaultAction {
  return (response) => {
    const { status, body, headers } = answer;
    const isText = typeof body === "string" || body === undefined;
    response.writeHead(status, { ...(isText ? {} : { "content-type": "application/json" }), ...headers });
    response.end(isText ? body : JSON.stringify(body));
  };
}

/** Never answers. */
export const neverAnswer: FaultAction = () => {};

/** Closes the connection without an answer, as a server does that crashed. */
export const cutConnection: FaultAction = (response) => {
  response.socket?.resetAndDestroy();
};

/** Begins an answer that says it is longer than what comes, and closes the connection. */
export const cutInTheMiddle: FaultAction = (response) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
  response.write('{"data":{', () => response.socket?.destroy());
};
