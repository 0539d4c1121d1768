import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { rejection } from "./testing/rejection.ts";
import { standIn, standInFor } from "./testing/stand-in.ts";
import { Transport } from "./transport.ts";

const transports: Transport[] = [];

afterEach(() => {
  for (const transport of transports.splice(0)) transport.close();
});

function newTransport(): Transport {
  const transport = new Transport(() => Promise.resolve({}));
  transports.push(transport);
  return transport;
}

function get(address: string, signal = new AbortController().signal) {
  return newTransport().send({ method: "GET", url: `${address}/v1/x`, headers: {}, signal });
}

describe("a reply", () => {
  test("has its status, its headers and its JSON without loss", async () => {
    const server = await standInFor({
      "/v1/x": { status: 429, headers: { "Retry-After": "3" }, body: '{"n":12345678901234567890.10}' },
    });
    const reply = await get(server.address);
    expect(reply).toMatchObject({ status: 429, headers: { "retry-after": "3" } });
    expect(JSON.stringify(reply.body)).toBe('{"n":12345678901234567890.10}');
  });

  test.each([
    ["HTML", "<html>canary</html>"],
    ["nothing", ""],
    ["half a JSON document", '{"data":{"canary'],
    ["JSON that is no object", '["canary"]'],
  ])("of %s has no body", async (_, body) => {
    const server = await standInFor({ "/v1/x": { body } });
    expect(await get(server.address)).toMatchObject({ status: 200, body: undefined });
  });

  test("that was packed, or is not UTF-8, has no body", async () => {
    const bodies = [gzipSync('{"a":1}'), Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])];
    const server = await standIn((_, response) => {
      response.end(bodies.pop());
    });
    expect((await get(server.address)).body).toBeUndefined();
    expect((await get(server.address)).body).toBeUndefined();
  });

  test("of more than 32 MiB is refused", async () => {
    const chunk = Buffer.alloc(1024 * 1024, " ");
    const server = await standIn((_, response) => {
      const pump = (): void => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on("drain", pump);
      pump();
    });
    expect(await rejection(get(server.address))).toMatchObject({ code: "decode" });
  });
});

describe("an exchange that fails", () => {
  test("because the reply is cut", async () => {
    const server = await standIn((_, response) => {
      response.writeHead(200, { "Content-Length": "100" }).write('{"data":');
      setImmediate(() => response.destroy());
    });
    expect(await rejection(get(server.address))).toMatchObject({
      code: "unavailable",
      cause: { code: "ECONNRESET" },
    });
  });

  test("because the connection is reset before any reply", async () => {
    const server = await standIn((request) => {
      request.socket.destroy();
    });
    expect(await rejection(get(server.address))).toMatchObject({
      code: "unavailable",
      cause: { code: "ECONNRESET" },
    });
  });

  test("because nothing listens", async () => {
    const server = await standInFor({});
    await server.close();
    expect(await rejection(get(server.address))).toMatchObject({
      code: "unavailable",
      cause: { code: "ECONNREFUSED" },
    });
  });

  test("because the answer is not HTTP", async () => {
    const server = await standIn((request) => {
      request.socket.end("SSH-2.0-OpenSSH\r\n\r\n");
    });
    expect(await rejection(get(server.address))).toMatchObject({
      code: "unavailable",
      cause: { code: expect.stringMatching(/^HPE_/) },
    });
  });
});

test("a redirect is a reply, and is not followed", async () => {
  const target = await standInFor({});
  const server = await standInFor({ "/v1/x": { status: 307, headers: { Location: target.address } } });
  expect(await get(server.address)).toMatchObject({ status: 307, headers: { location: target.address } });
  expect(target.requests).toEqual([]);
});

test("an abort ends a request that nobody answers", async () => {
  const stop = new AbortController();
  const server = await standIn(() => stop.abort());
  expect(await rejection(get(server.address, stop.signal))).toMatchObject({ code: "unavailable" });
});

test("closing ends what is in flight, and what comes after", async () => {
  const arrived = Promise.withResolvers<void>();
  const server = await standIn(() => arrived.resolve());
  const transport = newTransport();
  const request = {
    method: "GET",
    url: `${server.address}/v1/x`,
    headers: {},
    signal: new AbortController().signal,
  };
  const inFlight = rejection(transport.send(request));
  await arrived.promise;
  transport.close();
  expect(await inFlight).toMatchObject({ code: "aborted" });
  expect(await rejection(transport.send(request))).toMatchObject({ code: "aborted" });
});
