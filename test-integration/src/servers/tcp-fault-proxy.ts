import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { shapeAnswer } from "./shape-answer.ts";
import type { FaultProxies, FaultProxy } from "./fault-proxy.ts";
import { freePort } from "./free-port.ts";
import type { TcpFault } from "./tcp-fault.ts";

/** Fault proxies of our own: they need nothing installed. */
export function tcpFaultProxies(): FaultProxies {
  const started: FaultProxy[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(started.map((proxy) => proxy.stop()));
  };
  return {
    start: async (upstream) => {
      const proxy = await startTcpFaultProxy({ upstream });
      started.push(proxy);
      return proxy;
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** Starts a fault proxy in front of a server's address, on a free port of 127.0.0.1. */
export async function startTcpFaultProxy(options: { readonly upstream: string }): Promise<FaultProxy> {
  const { hostname, port: upstreamPort } = new URL(options.upstream);
  const port = await freePort();
  const clients = new Set<Socket>();
  let fault: TcpFault | undefined;

  const server = createServer((client) => {
    clients.add(client);
    client.on("close", () => clients.delete(client));
    join(client, connect(Number(upstreamPort), hostname), () => fault);
  });
  const listen = async (): Promise<void> => {
    if (server.listening) return;
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  };
  const closeServer = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    for (const client of clients) client.destroy();
    await closed;
  };
  await listen();
  return {
    address: `http://127.0.0.1:${port}`,
    setFault: async (next) => {
      fault = next;
      if (next.kind === "down") return await closeServer();
      await listen();
      if (next.kind === "reset") for (const client of clients) client.resetAndDestroy();
    },
    heal: async () => {
      fault = undefined;
      await listen();
    },
    stop: closeServer,
    [Symbol.asyncDispose]: closeServer,
  };
}

/** Carries requests to the server as they are, and answers as the fault lets them. */
function join(client: Socket, upstream: Socket, fault: () => TcpFault | undefined): void {
  const sockets = [client, upstream];
  for (const socket of sockets) {
    socket.setNoDelay();
    // Broken connections are what this is for.
    socket.on("error", () => {});
  }
  client.on("data", (part) => {
    const kind = fault()?.kind;
    if (kind === "reset") client.resetAndDestroy();
    else if (kind !== "half-open") upstream.write(part);
  });
  client.on("end", () => upstream.end());
  client.on("close", () => upstream.destroy());
  // A server that resets its connection is seen to reset it.
  upstream.on("error", () => client.resetAndDestroy());
  void shapeAnswer({ client, upstream, fault });
}
