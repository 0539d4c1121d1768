import type { Agent, IncomingHttpHeaders, IncomingMessage } from "node:http";
import { SecretError } from "../errors/secret-error.ts";

export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface HttpReply {
  readonly status: number;
  /** Names are in lower case. */
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Uint8Array;
}

/** The PEM texts that TLS works with. */
export interface TlsFiles {
  /** The authorities that are trusted in place of the system's. */
  readonly ca?: string | undefined;
  /** This client's own certificate and its key. */
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

export interface HttpClientOptions {
  /** The store, for messages: `Vault`. */
  readonly title: string;
  /** A longer reply is refused, in bytes. */
  readonly maxReplyBytes: number;
  /** Bounds the sockets that a burst of calls opens. @default 32 */
  readonly maxSockets?: number;
  /** Reads what TLS works with, before the first request over it. @default the system's authorities, and no certificate */
  readonly tls?: () => Promise<TlsFiles>;
}

/**
 * HTTP to a store that has no SDK of use. Certificates are verified always, also where NODE_TLS_REJECT_UNAUTHORIZED says
 * otherwise; no redirect is followed, since the credentials would go along; replies are bounded, and connections are kept.
 * Errors are Node's own, with a `code` that `networkMeaning` knows; one for a reply that is too long has `ERR_REPLY_TOO_LONG`.
 *
 * Importing it costs nothing: Node's modules for HTTP are loaded by the first request.
 */
export class HttpClient {
  readonly #options: HttpClientOptions;
  readonly #agents = new Map<string, Agent>();
  readonly #outdated: Agent[] = [];
  #closed = false;

  constructor(options: HttpClientOptions) {
    this.#options = options;
  }

  /** @throws Node's errors of networks and TLS; SecretError `aborted` once it was closed, and what reading `tls` throws */
  async send(request: HttpRequest): Promise<HttpReply> {
    const agent = await this.#agent(new URL(request.url).protocol);
    try {
      const response = await open(request, agent);
      const bytes = await readBytes(response, this.#options.maxReplyBytes);
      return { status: response.statusCode ?? 0, headers: response.headers, bytes };
    } catch (error) {
      this.#refuseIfClosed();
      throw error;
    }
  }

  /** Has the next request read the files of TLS anew: certificates of clients are renewed. What is in flight goes on. */
  forgetTls(): void {
    this.#outdated.push(...this.#agents.values());
    this.#agents.clear();
  }

  /** Ends all sockets; what is in flight fails with `aborted`. */
  close(): void {
    this.#closed = true;
    for (const agent of [...this.#agents.values(), ...this.#outdated]) agent.destroy();
  }

  async #agent(protocol: string): Promise<Agent> {
    const isKnown = this.#agents.has(protocol) || protocol === "http:";
    const files = isKnown ? {} : await this.#options.tls?.();
    this.#refuseIfClosed();
    // Others may have waited for the files as well.
    const agent = this.#agents.get(protocol) ?? makeAgent(protocol, this.#options.maxSockets ?? 32, files);
    this.#agents.set(protocol, agent);
    return agent;
  }

  #refuseIfClosed(): void {
    if (this.#closed) throw new SecretError("aborted", `the ${this.#options.title} provider was closed`);
  }
}

function makeAgent(protocol: string, maxSockets: number, files: TlsFiles | undefined): Agent {
  const common = { keepAlive: true, maxSockets };
  if (protocol === "http:") return new (process.getBuiltinModule("node:http").Agent)(common);
  // Written out, so that NODE_TLS_REJECT_UNAUTHORIZED does not decide.
  return new (process.getBuiltinModule("node:https").Agent)({
    ...common,
    ...files,
    rejectUnauthorized: true,
  });
}

/** Sends the request and waits for the reply's head. */
function open(
  { method, url, body, signal, ...request }: HttpRequest,
  agent: Agent,
): Promise<IncomingMessage> {
  const client = process.getBuiltinModule(url.startsWith("http:") ? "node:http" : "node:https");
  const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
  const headers = { ...request.headers, ...length, "accept-encoding": "identity" };
  return new Promise((resolve, reject) => {
    const sent = client.request(url, { method, headers, agent, ...(signal && { signal }) });
    sent.on("response", resolve);
    sent.on("error", reject);
    sent.end(body);
  });
}

/** Rejects when the reply is cut or too long, and then ends its socket. */
async function readBytes(response: IncomingMessage, most: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > most) throw Object.assign(new Error("The reply is too long."), { code: "ERR_REPLY_TOO_LONG" });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
