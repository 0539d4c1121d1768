import type { Agent, IncomingMessage } from "node:http";
import { SecretError } from "@claviger/core/provider";
import { errorFromNetwork } from "./translate-error.ts";

/** A page of a hundred secrets or repositories is far below it. */
const maxReplyBytes = 4 * 1024 * 1024;

/** Bounds the sockets that a burst of writes opens. */
const maxSockets = 16;

/** What @octokit/request asks its `fetch` for. */
interface FetchRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

/** What it uses of a response. */
interface FetchResponse {
  readonly url: string;
  readonly status: number;
  /** Has `get`, and gives pairs. */
  readonly headers: ReadonlyMap<string, string>;
  text(): Promise<string>;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/**
 * HTTP to one GitHub, in the shape of `fetch`. Unlike Node's own it verifies certificates always, follows no redirect (the
 * token would go along), bounds replies, and its errors are clean.
 */
export class Transport {
  readonly #url: string;
  #agent: Agent | undefined;
  #closed = false;

  constructor(url: string) {
    this.#url = url;
  }

  /** @throws SecretError `unavailable`, `auth_failed` (TLS), `aborted` */
  readonly fetch = async (url: string, request: FetchRequest): Promise<FetchResponse> => {
    this.#refuseIfClosed();
    this.#agent ??= makeAgent(this.#url);
    try {
      const response = await send(url, request, this.#agent);
      const text = await readText(response);
      const headers = Object.entries(response.headers).map(([name, value]) => [name, String(value)] as const);
      return {
        url,
        status: response.statusCode ?? 0,
        headers: new Map(headers),
        text: async () => text,
        // Asked for what is neither JSON nor text, which GitHub never answers with.
        arrayBuffer: async () => new ArrayBuffer(0),
      };
    } catch (error) {
      this.#refuseIfClosed();
      throw errorFromNetwork(error, this.#url);
    }
  };

  /** Ends all sockets; what is in flight fails with `aborted`. */
  close(): void {
    this.#closed = true;
    this.#agent?.destroy();
  }

  #refuseIfClosed(): void {
    if (this.#closed) throw new SecretError("aborted", "the GitHub provider was closed");
  }
}

/** `node:http` and `node:https` are loaded here because importing them costs more than all the rest of this package. */
function makeAgent(url: string): Agent {
  const common = { keepAlive: true, maxSockets };
  if (url.startsWith("http:")) return new (process.getBuiltinModule("node:http").Agent)(common);
  // Written out, so that NODE_TLS_REJECT_UNAUTHORIZED does not decide.
  return new (process.getBuiltinModule("node:https").Agent)({ ...common, rejectUnauthorized: true });
}

/** Sends the request and waits for the reply's head. */
function send(
  url: string,
  { method, headers, body, signal }: FetchRequest,
  agent: Agent,
): Promise<IncomingMessage> {
  const client = process.getBuiltinModule(url.startsWith("http:") ? "node:http" : "node:https");
  const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const sent = client.request(url, {
      method,
      headers: { ...headers, ...length, "accept-encoding": "identity" },
      agent,
      signal,
    });
    sent.on("response", resolve);
    sent.on("error", reject);
    sent.end(body);
  });
}

/** Rejects when the reply is cut or too large, and then ends its socket. */
async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxReplyBytes) throw new Error("The reply is too large.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
