import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import type { ServerFaults } from "../conformance/server-faults.ts";

/** A proxy in front of a store's HTTP server that can be taken away and brought back. */
export interface FaultProxy extends ServerFaults {
  /** What a client uses in place of the server's own: `http://127.0.0.1:41234`. */
  readonly address: string;
  requests(): number;
  redirect(address: string): void;
  /** Closes it and all its connections. */
  close(): Promise<void>;
}

type Mode =
  | "pass"
  | "cut"
  | "truncate"
  | "hang"
  | { readonly slowMs: number }
  | { readonly pageStatus: number }
  | { readonly redirectTo: string };

/** A page such as a captive portal or a load balancer sends: well-formed HTTP, and no answer of the store. */
const page = "<!doctype html><html><body><h1>Welcome</h1><p>Please sign in to the network.</p></body></html>";
function pageWith(status: number): string {
  return `HTTP/1.1 ${status} Page\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: ${page.length}\r\n\r\n${page}`;
}

function redirection(request: string, address: string): string {
  const [, path = "/"] = request.split(" ", 2);
  return `HTTP/1.1 307 Temporary Redirect\r\nLocation: ${address}${path}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
}

/** An answer that says it is longer than what comes. */
const half = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"data":{';
const requestLine = /^[A-Z]+ \S+ HTTP\/1\.[01]\r\n/;

/**
 * Starts a proxy on a free port of 127.0.0.1. It passes bytes and does not read them, so that signed requests stay valid;
 * a server that speaks TLS can be taken down, cut, slowed and hung, and not counted or answered for.
 *
 * @param upstream - the server's address: `http://127.0.0.1:8200`
 */
export async function startFaultProxy({ upstream }: { readonly upstream: string }): Promise<FaultProxy> {
  const { hostname, port: upstreamPort } = new URL(upstream);
  const sockets = new Set<Socket>();
  let mode: Mode = "pass";
  let requests = 0;
  const accept = (client: Socket): void => {
    const server = connect(Number(upstreamPort || 80), hostname);
    for (const socket of [client, server]) track(socket, sockets);
    client.on("close", () => server.destroy());
    server.on("close", () => client.destroy());
    client.on("data", (chunk) => {
      const request = chunk.toString("latin1");
      if (requestLine.test(request)) requests += 1;
      meet(mode, { client, request, forward: () => server.write(chunk) });
    });
    server.on("data", (chunk) => {
      const send = (): void => void (client.destroyed || client.write(chunk));
      if (typeof mode === "object" && "slowMs" in mode) setTimeout(send, mode.slowMs).unref();
      else send();
    });
  };
  let listener = await listen(accept, 0);
  const { port } = listener.address() as AddressInfo;
  const close = async (): Promise<void> => {
    if (!listener.listening) return;
    const closed = once(listener, "close");
    listener.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return {
    address: `http://127.0.0.1:${port}`,
    requests: () => requests,
    down: close,
    up: async () => {
      mode = "pass";
      if (!listener.listening) listener = await listen(accept, port);
    },
    slow: (ms) => void (mode = { slowMs: ms }),
    cut: () => void (mode = "cut"),
    truncate: () => void (mode = "truncate"),
    hang: () => void (mode = "hang"),
    garbage: (pageStatus) => void (mode = { pageStatus }),
    redirect: (redirectTo) => void (mode = { redirectTo }),
    close,
  };
}

interface Chunk {
  readonly client: Socket;
  readonly request: string;
  readonly forward: () => void;
}

function meet(mode: Mode, { client, request, forward }: Chunk): void {
  if (mode === "cut") client.resetAndDestroy();
  else if (mode === "truncate") client.write(half, () => client.destroy());
  else if (typeof mode === "object" && "pageStatus" in mode) client.end(pageWith(mode.pageStatus));
  else if (typeof mode === "object" && "redirectTo" in mode)
    client.end(redirection(request, mode.redirectTo));
  else if (mode !== "hang") forward();
}

function track(socket: Socket, sockets: Set<Socket>): void {
  sockets.add(socket);
  // A connection that breaks is what a proxy of faults is for: "close" follows.
  socket.on("error", () => undefined);
  socket.on("close", () => sockets.delete(socket));
}

async function listen(accept: (client: Socket) => void, port: number): Promise<Server> {
  const listener = createServer(accept).listen(port, "127.0.0.1");
  await once(listener, "listening");
  return listener;
}
