import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** What the stand-in answers: a status, and a body that is sent as JSON unless it is text. */
export interface CannedReply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A server in Vault's place, for replies that a real one cannot be brought to give. It ends with its test. */
export interface StandIn {
  readonly address: string;
  /** What was asked for so far: `GET /v1/secret/data/x`. */
  readonly requests: readonly string[];
  /** Ends it before the test does. */
  close(): Promise<void>;
}

/** Starts a stand-in that answers each path, with its query, as the table says, and 404 `{"errors":[]}` to all others. */
export function standInFor(table: Readonly<Record<string, CannedReply>>): Promise<StandIn> {
  return standIn((request, response) => {
    const {
      status = 200,
      headers = {},
      body,
    } = table[request.url ?? ""] ?? { status: 404, body: { errors: [] } };
    response.writeHead(status, headers).end(typeof body === "string" ? body : JSON.stringify(body));
  });
}

/** Starts a stand-in that does what the listener does. */
export async function standIn(listener: RequestListener): Promise<StandIn> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    listener(request, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  };
  onTestFinished(close);
  return { address: `http://127.0.0.1:${port}`, requests, close };
}

/** What KV v2 answers for a secret with those fields. */
export function kv2Reply(fields: Readonly<Record<string, unknown>>, metadata: object = {}): CannedReply {
  const created_time = "2026-11-22T05:56:26.183404485Z";
  const about = {
    created_time,
    custom_metadata: null,
    deletion_time: "",
    destroyed: false,
    version: 1,
    ...metadata,
  };
  return { body: { data: { data: fields, metadata: about } } };
}

/** What Vault answers for a mount of KV v2. */
export const kv2Mount: CannedReply = {
  body: { data: { path: "secret/", type: "kv", options: { version: "2" } } },
};
