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
  readonly signal: AbortSignal;
}

/**
 * HTTP to one Vault. It verifies certificates always, follows no redirect (the token would go to another host), bounds
 * replies, and its errors are clean.
 */
export class Transport {
  readonly #address: string;
  readonly #authorities: () => Promise<string | undefined>;
  #agent: Agent | undefined;
  #closed = false;

  constructor(address: string, authorities: () => Promise<string | undefined>) {
    this.#address = address;
    this.#authorities = authorities;
  }

  /** @throws SecretError `unavailable`, `auth_failed` (TLS), `not_configured` (the authority's file), `decode` (too large), `aborted` */
  async send(request: TransportRequest): Promise<Reply> {
    const authorities = await this.#authorities();
    this.#refuseIfClosed();
    this.#agent ??= makeAgent(this.#address, authorities);
    try {
      const response = await open(request, this.#agent);
      this.#refuseRedirect(response);
      const bytes = await readBytes(response);
      return { status: response.statusCode ?? 0, headers: response.headers, body: parseBody(bytes) };
    } catch (error) {
      this.#refuseIfClosed();
      if (error instanceof SecretError) throw error;
      throw errorFromNetwork(error, { address: this.#address });
    }
  }

  /** Ends all sockets; what is in flight fails with `aborted`. */
  close(): void {
    this.#closed = true;
    this.#agent?.destroy();
  }

  #refuseIfClosed(): void {
    if (this.#closed) throw new SecretError("aborted", "the Vault provider was closed");
  }

  #refuseRedirect(response: IncomingMessage): void {
    const { statusCode: status = 0, headers } = response;
    if (status < 300 || status >= 400) return;
    response.destroy();
    const target = URL.parse(headers.location ?? "", this.#address)?.host ?? "an address that is none";
    throw new SecretError("unavailable", `Vault at ${this.#address} sent the request on to ${target}`, {
      hint: "it is a standby, or a proxy: set VAULT_ADDR to an address that answers itself",
      cause: { status },
    });
  }
}

/** `node:http` and `node:https` are loaded here because importing them costs more than all the rest of this package. */
function makeAgent(address: string, authorities: string | undefined): Agent {
  const common = { keepAlive: true, maxSockets };
  if (address.startsWith("http:")) return new (process.getBuiltinModule("node:http").Agent)(common);
  const { Agent } = process.getBuiltinModule("node:https");
  // Written out, so that NODE_TLS_REJECT_UNAUTHORIZED does not decide.
  return new Agent({ ...common, rejectUnauthorized: true, ...(authorities ? { ca: authorities } : {}) });
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
      : { "content-type": "application/json", "content-length": Buffer.byteLength(body) }),
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
