import { once } from "node:events";
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
} from "node:http";
import { createServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { text } from "node:stream/consumers";
import type { TestAuthority } from "./test-authority.ts";

/** A server on 127.0.0.1 that can be taken away and comes back at its address. */
export interface LoopbackServer {
  /** `https://127.0.0.1:4711` */
  readonly address: string;
  down(): Promise<void>;
  up(): Promise<void>;
}

/** Starts it, with the authority's certificate for 127.0.0.1, or without TLS. */
export async function startLoopbackServer(
  listener: RequestListener,
  authority?: TestAuthority,
): Promise<LoopbackServer> {
  let server: Server | undefined;
  let port = 0;
  const sockets = new Set<Socket>();
  const up = async (): Promise<void> => {
    if (server) return;
    server = authority ? createServer({ ...authority.server }, listener) : createHttpServer(listener);
    server.on("connection", (socket: Socket) => {
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket));
    });
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    ({ port } = server.address() as AddressInfo);
  };
  const down = async (): Promise<void> => {
    const closing = server;
    server = undefined;
    if (!closing) return;
    closing.close();
    // Also those in the middle of a handshake, of which the server does not know yet.
    for (const socket of sockets) socket.destroy();
    await once(closing, "close");
  };
  await up();
  return { address: `${authority ? "https" : "http"}://127.0.0.1:${port}`, down, up };
}

/** The body of a request, as text. */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  return await text(request);
}
