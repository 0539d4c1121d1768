import type { IncomingHttpHeaders } from "node:http";
import { readFile } from "node:fs/promises";
import { httpRequest } from "./http-request.ts";

/** What a request to Vault may say beside its method and path. */
export interface VaultRequestOptions {
  /** @default the root token; the empty string sends none */
  readonly token?: string;
  readonly namespace?: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What Vault answered; no status is an error here. */
export interface VaultResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The JSON of the answer; undefined where there is none. */
  readonly body: unknown;
}

/** Sends a request to Vault's HTTP API: `("GET", "secret/data/app")`, the path without `/v1/`. */
export type VaultRequester = (
  method: string,
  path: string,
  options?: VaultRequestOptions,
) => Promise<VaultResponse>;

/** A {@link VaultRequester} of one server. */
export function vaultRequester(server: {
  readonly address: string;
  readonly rootToken: string;
  readonly caPath: string | undefined;
}): VaultRequester {
  return async (method, path, options = {}) => {
    const { token = server.rootToken, namespace, body } = options;
    const headers: Record<string, string> = { "X-Vault-Request": "true", ...options.headers };
    if (token !== "") headers["X-Vault-Token"] = token;
    if (namespace !== undefined) headers["X-Vault-Namespace"] = namespace;
    const response = await httpRequest({
      method,
      url: `${server.address}/v1/${path}`,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      // Read for each request: a restarted server has made another one.
      ca: server.caPath === undefined ? undefined : await readFile(server.caPath, "utf8"),
    });
    return { ...response, body: response.body === "" ? undefined : JSON.parse(response.body) };
  };
}
