import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import {
  type AddressInfo,
  createServer as createRawServer,
  type Server as NetServer,
  type Socket,
} from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { HttpClient } from "./http-client.ts";
import { networkMeaning } from "../contract/network-meaning.ts";

const closing: (() => void)[] = [];

afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function addressOf(server: NetServer): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function serving(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  closing.push(() => server.closeAllConnections());
  return await addressOf(server);
}

function newClient(): HttpClient {
  const client = new HttpClient({ title: "Acme", maxReplyBytes: 1_000 });
  closing.push(() => client.close());
  return client;
}

const get = (url: string, client = newClient(), signal?: AbortSignal) =>
  client.send({ method: "GET", url, headers: {}, ...(signal && { signal }) });

describe("a reply", () => {
  test("has its status, its headers and its bytes, whatever they are", async () => {
    const url = await serving((_, response) =>
      response.writeHead(418, { "X-A": "b" }).end(Buffer.from([0, 255])),
    );
    const { status, headers, bytes } = await get(url);
    expect({ status, a: headers["x-a"], bytes: [...bytes] }).toEqual({
      status: 418,
      a: "b",
      bytes: [0, 255],
    });
  });

  test("that is longer than allowed is refused, and its socket ended", async () => {
    let closed: Promise<unknown> | undefined;
    const url = await serving((request, response) => {
      closed = once(request.socket, "close");
      response.write(Buffer.alloc(600));
      response.write(Buffer.alloc(600));
    });
    await expect(get(url)).rejects.toMatchObject({ code: "ERR_REPLY_TOO_LONG" });
    await closed;
  });

  test("that is a redirect is not followed", async () => {
    let visits = 0;
    const target = await serving((_, response) => {
      visits++;
      response.end();
    });
    const url = await serving((_, response) => response.writeHead(307, { location: target }).end());
    expect(await get(url)).toMatchObject({ status: 307, headers: { location: target } });
    expect(visits).toBe(0);
  });
});

test("a request has its body and its length, and asks for no compression", async () => {
  const seen: unknown[] = [];
  const url = await serving((request, response) => {
    request.on("data", (data: Buffer) => seen.push(data.toString()));
    seen.push(request.method, request.headers["content-length"], request.headers["accept-encoding"]);
    request.on("end", () => response.end());
  });
  await newClient().send({ method: "PUT", url, headers: { "content-type": "text/plain" }, body: "é" });
  expect(seen).toEqual(["PUT", "2", "identity", "é"]);
});

test("a connection is kept", async () => {
  const sockets = new Set<Socket>();
  const url = await serving((request, response) => {
    sockets.add(request.socket);
    response.end();
  });
  const client = newClient();
  for (let call = 0; call < 3; call++) await get(url, client);
  expect(sockets.size).toBe(1);
});

const hints = { certificate: "", tls: "", name: "", broken: "", unreachable: "" };

describe("an exchange that fails has Node's code", () => {
  test.each([
    ["cut", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort", /^(ECONNRESET|ERR_STREAM)/],
    ["not HTTP", "SSH-2.0-OpenSSH\r\n\r\n", /^HPE_/],
    ["nothing at all", "", /^ECONNRESET$/],
  ])("for a reply that is %s", async (_, text, expected) => {
    const url = await addressOf(createRawServer((socket) => socket.end(text)));
    const code: unknown = await get(url).catch((error: NodeJS.ErrnoException) => error.code);
    expect(code).toMatch(expected);
    expect(networkMeaning(String(code), hints).code).toBe("unavailable");
  });

  test("where nobody listens", async () => {
    const server = createServer();
    const url = await addressOf(server);
    server.close();
    await expect(get(url)).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });

  test("where the other side has no TLS", async () => {
    const url = await serving((_, response) => response.end());
    await expect(get(url.replace("http:", "https:"))).rejects.toMatchObject({
      code: expect.stringMatching(/^(EPROTO|ERR_SSL)/),
    });
  });

  test("when its signal is aborted", async () => {
    const stop = new AbortController();
    const url = await serving(() => stop.abort());
    await expect(get(url, newClient(), stop.signal)).rejects.toMatchObject({ code: "ABORT_ERR" });
  });
});

test("closing ends what is in flight, and every later request", async () => {
  const client = newClient();
  const url = await serving(() => client.close());
  const closed = { code: "aborted", problem: "the Acme provider was closed" };
  await expect(get(url, client)).rejects.toMatchObject(closed);
  await expect(get(url, client)).rejects.toMatchObject(closed);
});

test("the files of TLS are read before the first request over it, and again when they are to be forgotten", async () => {
  const url = (await serving((_, response) => response.end())).replace("http:", "https:");
  let reads = 0;
  const client = new HttpClient({
    title: "Acme",
    maxReplyBytes: 1,
    tls: async () => {
      reads++;
      return {};
    },
  });
  closing.push(() => client.close());
  await get(url, client).catch(() => {});
  await get(url, client).catch(() => {});
  expect(reads).toBe(1);
  client.forgetTls();
  await get(url, client).catch(() => {});
  expect(reads).toBe(2);
});
