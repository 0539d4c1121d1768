import type { Authentication } from "./authentication.ts";
import type { Subject } from "./error-table.ts";
import type { Reply } from "./reply.ts";
import { encodePath } from "./secret-path.ts";
import type { Transport, TransportRequest } from "./transport.ts";

/** One call to Vault's API. */
export interface Call {
  readonly signal: AbortSignal;
  readonly query?: Readonly<Record<string, string>>;
  /** Without token and namespace, as `sys/health` wants it. @default false */
  readonly anonymous?: boolean;
}

/** What is used of node-vault, which has no types of use for it. */
interface NodeVault {
  token: string;
  namespace: string;
  pathPrefix: string;
  read(path: string, options: object): Promise<unknown>;
  write(path: string, data: unknown, options: object): Promise<unknown>;
}

type MakeClient = (config: object) => NodeVault;

/** The options that node-vault hands to its requester: ours, and what it adds. */
type NodeVaultRequest = Omit<TransportRequest, "url"> & { readonly uri: string };

export interface ConnectionOptions {
  readonly address: string;
  readonly namespace?: string | undefined;
  readonly authentication: Authentication;
  readonly transport: Transport;
}

/** Vault's API by paths, over node-vault, which is imported at the first call. */
export class Connection {
  readonly #options: ConnectionOptions;
  #client: NodeVault | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /** What errors of that mount, or of none, are about. */
  subject(mount?: string): Subject {
    const { address, namespace } = this.#options;
    return { address, namespace, mount };
  }

  /** GET. @param path - below `/v1/`, not encoded. @throws SecretError if there is no reply */
  async read(path: string, call: Call): Promise<Reply> {
    const client = await this.#ready();
    const query = new URLSearchParams(call.query).toString();
    const target = `${encodePath(path)}${query === "" ? "" : `?${query}`}`;
    return (await client.read(target, await this.#requestOptions(call))) as Reply;
  }

  /** POST. @param path - below `/v1/`, not encoded. @throws SecretError if there is no reply */
  async write(path: string, call: Call & { readonly data: unknown }): Promise<Reply> {
    const client = await this.#ready();
    return (await client.write(encodePath(path), call.data, await this.#requestOptions(call))) as Reply;
  }

  /** Ends the sockets. */
  close(): void {
    this.#options.transport.close();
  }

  async #requestOptions({ signal, anonymous = false }: Call): Promise<object> {
    const { namespace, authentication } = this.#options;
    const headers: Record<string, string> = { "X-Vault-Request": "true" };
    if (!anonymous) headers["X-Vault-Token"] = await authentication.token(signal);
    if (!anonymous && namespace) headers["X-Vault-Namespace"] = namespace;
    return { headers, signal };
  }

  async #ready(): Promise<NodeVault> {
    if (this.#client) return this.#client;
    const { default: nodeVault } = await import("node-vault");
    return (this.#client ??= connect(nodeVault as unknown as MakeClient, this.#options));
  }
}

function connect(
  nodeVault: (config: object) => NodeVault,
  { address, transport }: ConnectionOptions,
): NodeVault {
  const client = nodeVault({
    endpoint: address,
    apiVersion: "v1",
    // Under DEBUG=node-vault it would print values.
    debug: () => undefined,
    "request-promise": { defaults: () => requesterOver(transport) },
  });
  // It takes these from the process's VAULT_* by itself. Token and namespace are given with each request instead.
  client.token = "";
  client.namespace = "";
  client.pathPrefix = "";
  return client;
}

/**
 * The requester that node-vault calls. The whole reply travels as the body of a success, because node-vault makes of any
 * other status an error that has lost the headers, and reads every status of `sys/health` as one.
 */
function requesterOver(transport: Transport) {
  return async ({ method, uri, headers, json, signal }: NodeVaultRequest) => {
    const reply = await transport.send({ method, url: uri, headers, json, signal });
    return { statusCode: 200, body: reply, request: { path: new URL(uri).pathname } };
  };
}
