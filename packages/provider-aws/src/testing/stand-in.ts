import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a stand-in for the service, or for a source of credentials, does with a request. */
export type Reply = (request: IncomingMessage, response: ServerResponse) => void;

export interface StandIn {
  readonly url: string;
  /** The actions that were asked for: `GetSecretValue`. */
  readonly asked: string[];
  /** Replaces what it does. */
  reply: Reply;
  stop(): Promise<void>;
}

/** An HTTP server on a free port of 127.0.0.1 for answers that no real server gives on demand. */
export async function startStandIn(reply: Reply): Promise<StandIn> {
  const asked: string[] = [];
  const standIn = { asked, reply };
  const server = createServer((request, response) => {
    asked.push(String(request.headers["x-amz-target"] ?? request.url).replace("secretsmanager.", ""));
    standIn.reply(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(standIn, {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

/** A URL of 127.0.0.1 at which nothing listens. */
export async function closedUrl(): Promise<string> {
  const standIn = await startStandIn(() => undefined);
  await standIn.stop();
  return standIn.url;
}

/** A reply in the service's protocol. */
export function json(status: number, body: object, headers: Readonly<Record<string, string>> = {}): Reply {
  return (_request, response) => {
    response.writeHead(status, { "content-type": "application/x-amz-json-1.1", ...headers });
    response.end(JSON.stringify(body));
  };
}

/** A reply that is not of the protocol. */
export function page(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return (_request, response) => {
    response.writeHead(status, { "content-type": "text/html", ...headers });
    response.end(body);
  };
}

/** An error of the service: its name, as AWS sends it. */
export function awsError(name: string, status = 400, headers: Readonly<Record<string, string>> = {}): Reply {
  return json(
    status,
    { __type: name, message: `${name} of the stand-in` },
    { "x-amzn-requestid": "r-1", ...headers },
  );
}
