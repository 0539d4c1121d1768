import { once } from "node:events";
import { createServer, request as sendRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { freePort } from "./free-port.ts";
import { matchesFilter, type ProxiedRequest, type RequestFilter } from "./proxied-request.ts";
import {
  answerWith,
  cutConnection,
  cutInTheMiddle,
  neverAnswer,
  type FaultAction,
  type FaultResponse,
  type FaultScope,
} from "./proxy-fault.ts";

/** A proxy in front of a test server that remembers each request and can answer in the server's place. */
export interface CountingProxy extends AsyncDisposable {
  /** What a client uses in place of the server's own address. */
  readonly address: string;
  /** All requests since the start or the last {@link clear}, in the order in which they came. */
  readonly requests: readonly ProxiedRequest[];
  /** How many requests were under way at once, at most, since the start or the last {@link clear}. */
  busiest(): number;
  /** How many requests came, faults included. */
  count(filter?: RequestFilter): number;
  /** Forgets the requests, not the faults. */
  clear(): void;
  /** Answers with this from now on. Of several faults, the one that was set last and still applies is used. */
  respondWith(answer: FaultResponse, scope?: FaultScope): void;
  /** Takes requests and never answers. */
  hang(scope?: FaultScope): void;
  /** Resets the connection instead of answering. */
  cut(scope?: FaultScope): void;
  /** Begins an answer with status 200 and resets the connection in the middle of its body. */
  truncate(scope?: FaultScope): void;
  /** Answers only after so many milliseconds, with what the server says then. */
  delay(milliseconds: number, scope?: FaultScope): void;
  /** Ends all faults; requests that hang go on hanging. */
  passThrough(): void;
  /** Closes it and all its connections. More than once is fine. */
  stop(): Promise<void>;
}

interface Fault {
  readonly action: FaultAction | { readonly delayMilliseconds: number };
  readonly only: (request: ProxiedRequest) => boolean;
  left: number;
}

/**
 * Starts a proxy in front of a server's address, on a free port of 127.0.0.1. It forwards the Host header unchanged,
 * so that AWS signatures, which sign it, still hold. Only http is spoken on either side, and Vault's LIST method is
 * refused, as by every server of Node's: clients send `GET …?list=true`.
 */
export async function startCountingProxy(options: { readonly upstream: string }): Promise<CountingProxy> {
  const requests: ProxiedRequest[] = [];
  let faults: Fault[] = [];
  let underWay = 0;
  let busiest = 0;

  const takeFault = (request: ProxiedRequest): Fault["action"] | undefined => {
    const fault = faults.findLast(({ left, only }) => left > 0 && only(request));
    if (fault !== undefined) fault.left -= 1;
    return fault?.action;
  };
  const addFault = (action: Fault["action"], scope: FaultScope = {}): void => {
    faults.push({ action, only: scope.only ?? (() => true), left: scope.times ?? Number.POSITIVE_INFINITY });
  };
  const handle = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    busiest = Math.max(busiest, ++underWay);
    response.once("close", () => (underWay -= 1));
    const request = await describe(incoming);
    const fault = takeFault(request);
    const forwarded = typeof fault !== "function";
    requests.push({ ...request, forwarded });
    if (!forwarded) return fault(response);
    const later = fault?.delayMilliseconds ?? 0;
    const forwardNow = (): void =>
      forward({ incoming, body: request.body, response, upstream: options.upstream });
    if (later === 0) forwardNow();
    else setTimeout(forwardNow, later).unref();
  };

  const server = createServer((incoming, response) => {
    // A client that goes away in the middle of its request is no failure of the proxy.
    handle(incoming, response).catch(() => response.destroy());
  });
  const port = await freePort();
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const stop = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  };
  return {
    address: `http://127.0.0.1:${port}`,
    requests,
    count: (filter = {}) => requests.filter((request) => matchesFilter(request, filter)).length,
    busiest: () => busiest,
    clear: () => {
      requests.length = 0;
      busiest = underWay;
    },
    respondWith: (answer, scope) => addFault(answerWith(answer), scope),
    hang: (scope) => addFault(neverAnswer, scope),
    cut: (scope) => addFault(cutConnection, scope),
    truncate: (scope) => addFault(cutInTheMiddle, scope),
    delay: (delayMilliseconds, scope) => addFault({ delayMilliseconds }, scope),
    passThrough: () => {
      faults = [];
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function describe(incoming: IncomingMessage): Promise<ProxiedRequest> {
  const target = incoming.headers["x-amz-target"];
  return {
    method: incoming.method ?? "",
    path: incoming.url ?? "",
    operation: typeof target === "string" ? target.split(".").at(-1) : undefined,
    headers: incoming.headers,
    body: await text(incoming),
    forwarded: true,
  };
}

function forward(options: {
  readonly incoming: IncomingMessage;
  readonly body: string;
  readonly response: ServerResponse;
  readonly upstream: string;
}): void {
  const { incoming, body, response, upstream } = options;
  const { hostname, port } = new URL(upstream);
  // A connection for each request: a pooled one would hide that the server was restarted.
  const { method, url: path, rawHeaders: headers } = incoming;
  const outgoing = sendRequest({ hostname, port, method, path, headers, agent: false }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
    answer.pipe(response);
    // What the server breaks off is broken off here, too.
    answer.on("error", () => response.destroy());
  });
  // The client meets what it would have met without a proxy: a connection that ends without an answer.
  outgoing.on("error", () => response.destroy());
  response.on("close", () => outgoing.destroy());
  outgoing.end(body);
}
