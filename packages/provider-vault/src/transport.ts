import type { Agent, ClientRequest, IncomingMessage } from "node:http";
import { SecretError } from "@claviger/core/provider";
import { errorFromNetwork } from "./translate-error.ts";
import { parseBody, type Reply } from "./reply.ts";

/** Vault refuses requests of more than 32 MiB by default, so no honest reply is larger. */
const maxReplyBytes = 32 * 1024 * 1024;

/** Bounds the sockets that a burst of reads opens. */
const maxSockets = 32;

/** One HTTP request to Vault. */
export interface TransportRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** @default "application/json" */
  readonly contentType?: string | undefined;
  readonly signal: AbortSignal;
}

/** The PEM texts that TLS works with. */
export interface TlsFiles {
  /** The authorities that are trusted in place of the system's. */
  readonly ca?: string | undefined;
  /** This client's own certificate and its key. */
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

/**
 * HTTP to the nodes of one Vault. It verifies certificates always, follows no redirect (`cluster.ts` decides about those),
 * bounds replies, and its errors are clean.
 */
export class Transport {
  readonly #tlsFiles: () => Promise<TlsFiles>;
  readonly #agents = new Map<string, Agent>();
  readonly #outdated: Agent[] = [];
  #closed = false;

  constructor(tlsFiles: () => Promise<TlsFiles>) {
    this.#tlsFiles = tlsFiles;
  }

  /** @throws SecretError `unavailable`, `auth_failed` (TLS), `not_configured` (a file of TLS), `decode` (too large), `aborted` */
  async send(request: TransportRequest): Promise<Reply> {
    const { protocol, origin } = new URL(request.url);
    const files = this.#agents.has(protocol) || protocol === "http:" ? {} : await this.#tlsFiles();
    this.#refuseIfClosed();
    // Others may have waited for the files as well.
    const agent = this.#agents.get(protocol) ?? makeAgent(protocol, files);
    this.#agents.set(protocol, agent);
    try {
      const response = await open(request, agent);
      const { statusCode: status = 0, headers } = response;
      if (status >= 300 && status < 400) {
        response.destroy();
        return { status, headers, body: undefined };
      }
      return { status, headers, body: parseBody(await readBytes(response)) };
    } catch (error) {
      this.#refuseIfClosed();
      if (error instanceof SecretError) throw error;
      throw errorFromNetwork(error, { address: origin });
    }
  }

  /** Has the next request read the files of TLS anew: certificates of clients are renewed. What is in flight goes on. */
  forgetTlsFiles(): void {
    this.#outdated.push(...this.#agents.values());
    this.#agents.clear();
  }

  /** Ends all sockets; what is in flight fails with `aborted`. */
  close(): void {
    this.#closed = true;
    for (const agent of [...this.#agents.values(), ...this.#outdated]) agent.destroy();
  }

  #refuseIfClosed(): void {
    if (this.#closed) throw new SecretError("aborted", "the Vault provider was closed");
  }
}

/** `node:http` and `node:https` are loaded here because importing them costs more than all the rest of this package. */
function makeAgent(protocol: string, files: TlsFiles): Agent {
  const common = { keepAlive: true, maxSockets };
  if (protocol === "http:") return new (process.getBuiltinModule("node:http").Agent)(common);
  const { Agent } = process.getBuiltinModule("node:https");
  // Written out, so that NODE_TLS_REJECT_UNAUTHORIZED does not decide.
  return new Agent({ ...common, ...files, rejectUnauthorized: true });
}

/** Sends the request and waits for the reply's head. */
function open(request: TransportRequest, agent: Agent): Promise<IncomingMessage> {
  const { method, url, signal } = request;
  const client = process.getBuiltinModule(url.startsWith("http:") ? "node:http" : "node:https");
  const body = request.json === undefined ? undefined : JSON.stringify(request.json);
  const headers = {
    ...request.headers,
    accept: "application/json",
    "accept-encoding": "identity",
    ...(body === undefined
      ? {}
      : {
          "content-type": request.contentType ?? "application/json",
          "content-length": Buffer.byteLength(body),
        }),
  };
  return new Promise((resolve, reject) => {
    const sent: ClientRequest = client.request(url, { method, headers, agent, signal });
    sent.on("response", resolve);
    sent.on("error", reject);
    sent.end(body);
  });
}

/** Rejects when the reply is cut or too large, and then ends its socket. */
async function readBytes(response: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxReplyBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(): SecretError {
  return new SecretError("decode", `Vault answered with more than ${maxReplyBytes / 1024 / 1024} MiB`, {
    hint: "keep large files elsewhere, and a key to them in Vault",
  });
}
