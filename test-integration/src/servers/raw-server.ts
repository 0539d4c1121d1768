import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { freePort } from "./free-port.ts";

/** What a {@link RawServer} does with a connection, from its first request on. */
export type RawAnswer = (client: Socket) => void;

/** A server that speaks whatever it is told, HTTP or not. */
export interface RawServer extends AsyncDisposable {
  readonly address: string;
}

/** Starts a server that answers each request, as far as it comes in one piece, with the same bytes or behaviour. */
export async function startRawServer(answer: RawAnswer): Promise<RawServer> {
  const clients = new Set<Socket>();
  const port = await freePort();
  const server = createServer((client) => {
    clients.add(client);
    client.on("close", () => clients.delete(client));
    client.on("error", () => {});
    client.once("data", () => answer(client));
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    address: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, "close");
      server.close();
      for (const client of clients) client.destroy();
      await closed;
    },
  };
}

/** Says these bytes and closes. */
export function saying(bytes: string | Uint8Array): RawAnswer {
  return (client) => client.end(bytes);
}

/** Says the beginning, and then the same few bytes again and again, without an end. */
export function dribbling(beginning: string, more: string): RawAnswer {
  return (client) => {
    client.write(beginning);
    const timer = setInterval(() => client.write(more), 50);
    client.on("close", () => clearInterval(timer));
  };
}
