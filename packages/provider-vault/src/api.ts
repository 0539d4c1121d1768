import type { Clock } from "@claviger/core/provider";
import type { Cluster, ClusterRequest } from "./cluster.ts";
import type { Subject } from "./error-table.ts";
import type { Reply } from "./reply.ts";
import { encodePath } from "./secret-path.ts";

/** One request to Vault's API. */
export interface ApiRequest extends Pick<ClusterRequest, "signal" | "repeatable" | "node"> {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Below `/v1/`, not encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>> | undefined;
  /** Sent as JSON. */
  readonly data?: unknown;
  /** Without one, it is nobody who asks. */
  readonly token?: string | undefined;
  /** Also without the namespace, as `sys/health` wants it. @default false */
  readonly outsideNamespace?: boolean | undefined;
}

/** What is used of node-vault, which has no types of use for it. */
interface NodeVault {
  token: string;
  namespace: string;
  pathPrefix: string;
  request(options: object): Promise<unknown>;
}

type MakeClient = (config: object) => NodeVault;

/** The options that node-vault hands to its requester: ours, and what it adds. */
type NodeVaultRequest = Omit<ClusterRequest, "target"> & { readonly uri: string };

export interface ApiOptions {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly namespace?: string | undefined;
}

/** How long a standby may be behind, in milliseconds: far longer than it is. A cluster that was set up anew knows no state of the old one. */
const catchingUpMs = 30_000;

/** It is never asked: node-vault wants an address to put before the path. */
const placeholder = "http://vault.invalid";

/** Vault's API by paths, with whatever token it is given, over node-vault, which is imported at the first call. */
export class Api {
  readonly #options: ApiOptions;
  #client: NodeVault | undefined;
  /** The state that the last write left, which a standby may not have yet, and until when that is worth saying. */
  #lastWrite: { readonly index: string; readonly until: number } | undefined;

  constructor(options: ApiOptions) {
    this.#options = options;
  }

  /** The address that errors name: where the last answer came from. */
  get address(): string {
    return this.#options.cluster.address;
  }

  /** What errors of that mount, or of none, are about. */
  subject(mount?: string): Subject {
    return { address: this.address, namespace: this.#options.namespace, mount };
  }

  /** @throws SecretError if there is no reply */
  async send(request: ApiRequest): Promise<Reply> {
    const { method, path, query, data, signal, repeatable, node } = request;
    const client = await this.#ready();
    const search = new URLSearchParams(query).toString();
    // Not its read, write and update: update drops every header, and all of them print values under DEBUG.
    const reply = (await client.request({
      method,
      path: `/${encodePath(path)}${search === "" ? "" : `?${search}`}`,
      headers: this.#headers(request),
      body: data === undefined ? undefined : JSON.stringify(data),
      signal,
      repeatable,
      node,
    })) as Reply;
    const index = reply.headers["x-vault-index"];
    if (method !== "GET" && typeof index === "string")
      this.#lastWrite = { index, until: this.#options.clock.monotonic() + catchingUpMs };
    return reply;
  }

  #headers({ method, data, token, outsideNamespace = false }: ApiRequest): Record<string, string> {
    const { namespace, clock } = this.#options;
    const headers: Record<string, string> = { accept: "application/json", "X-Vault-Request": "true" };
    if (data !== undefined)
      headers["content-type"] = method === "PATCH" ? "application/merge-patch+json" : "application/json";
    if (token !== undefined) headers["X-Vault-Token"] = token;
    // What is asked outside, each node answers for itself.
    if (outsideNamespace) return headers;
    if (namespace) headers["X-Vault-Namespace"] = namespace;
    if (this.#lastWrite && clock.monotonic() < this.#lastWrite.until) {
      headers["X-Vault-Index"] = this.#lastWrite.index;
      headers["X-Vault-Inconsistent"] = "forward-active-node";
    }
    return headers;
  }

  async #ready(): Promise<NodeVault> {
    if (this.#client) return this.#client;
    const { default: nodeVault } = await import("node-vault");
    return (this.#client ??= connect(nodeVault as unknown as MakeClient, this.#options.cluster));
  }
}

function connect(nodeVault: MakeClient, cluster: Cluster): NodeVault {
  const client = nodeVault({
    endpoint: placeholder,
    apiVersion: "v1",
    // Under DEBUG=node-vault it would print values.
    debug: () => undefined,
    "request-promise": { defaults: () => requesterOver(cluster) },
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
function requesterOver(cluster: Cluster) {
  return async ({ uri, ...request }: NodeVaultRequest) => {
    const target = uri.slice(placeholder.length);
    const reply = await cluster.send({ ...request, target });
    return { statusCode: 200, body: reply, request: { path: target } };
  };
}
