import type { RequestListener } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { callContext } from "./testing/call-context.ts";
import { rejection } from "./testing/rejection.ts";
import {
  type CannedReply,
  kv2Mount,
  kv2Reply,
  type StandIn,
  standIn,
  standInFor,
} from "./testing/stand-in.ts";
import { testToken, vaultInstance } from "./testing/vault-instance.ts";

const url = "/v1/secret/data/app";
const location = { path: "secret/app" };
const sealed: CannedReply = { status: 503, body: { errors: ["Vault is sealed"] } };
const leaderless: CannedReply = {
  status: 500,
  body: { errors: ["local node not active but active cluster node not found"] },
};

function cluster(...nodes: readonly StandIn[]) {
  return vaultInstance({ addr: nodes.map(({ address }) => address).join(",") });
}

/** A node that knows the secret, and counts its mount as KV v2. */
function answering(): Promise<StandIn> {
  return standInFor({ [url]: kv2Reply({ a: "1" }), "/v1/sys/internal/ui/mounts/secret": kv2Mount });
}

/** A standby that sends everything on to another node. */
function sendingTo(target: () => string, status = 307): Promise<StandIn> {
  return standIn((request, response) => {
    response.writeHead(status, { Location: `${target()}${request.url}` }).end();
  });
}

describe("a redirect", () => {
  test.each([301, 302, 307, 308])(
    "with status %i to a node that is configured is followed, with the token",
    async (status) => {
      const tokens: unknown[] = [];
      const leader = await standIn(({ headers }, response) => {
        tokens.push(headers["x-vault-token"]);
        response.end(JSON.stringify(kv2Reply({ a: "1" }).body));
      });
      const standby = await sendingTo(() => leader.address, status);
      const instance = cluster(standby, leader);
      await expect(instance.get(location, callContext())).resolves.toMatchObject({ version: "1" });
      await instance.get(location, callContext());
      expect(tokens).toEqual([testToken, testToken]);
      // The node that answered is asked first from then on.
      expect(standby.requests).toHaveLength(1);
      await instance.close();
    },
  );

  test.each([301, 302, 307, 308])("with status %i to anybody else is not", async (status) => {
    const other = await standInFor({});
    const standby = await sendingTo(() => `${other.address}/canary`, status);
    const instance = cluster(standby);
    const error = await rejection(instance.get(location, callContext()));
    expect(error).toMatchObject({ code: "unavailable", cause: { status } });
    expect(error.problem).toContain(new URL(other.address).host);
    expect(error.message).not.toContain("canary");
    expect(other.requests).toEqual([]);
    await instance.close();
  });

  test("to a node that is down is waited on, until another leads", async () => {
    const dead = await standInFor({});
    await dead.close();
    let asked = 0;
    const standby = await standIn((request, response) => {
      asked += 1;
      if (asked < 3) response.writeHead(307, { Location: `${dead.address}${request.url}` }).end();
      else response.end(JSON.stringify(kv2Reply({ a: "1" }).body));
    });
    const instance = vaultInstance({ addr: `${dead.address},${standby.address}` });
    await expect(instance.get(location, callContext())).resolves.toMatchObject({ version: "1" });
    expect(asked).toBe(3);
    await instance.close();
  });

  test("in a circle ends, and says where it led", async () => {
    const addresses: string[] = [];
    const one = await sendingTo(() => addresses[1] ?? "");
    const other = await sendingTo(() => addresses[0] ?? "");
    addresses.push(one.address, other.address);
    const instance = cluster(one, other);
    expect(await rejection(instance.get(location, callContext(1_000)))).toMatchObject({ code: "timeout" });
    // Asked again after a pause each time, and not in a hurry.
    expect(one.requests.length).toBeLessThan(8);
    await instance.close();
  });
});

describe("of several nodes the next is asked", () => {
  test.each<[string, CannedReply]>([
    ["sealed", sealed],
    ["a disaster recovery secondary", { status: 472, body: {} }],
    ["a performance standby that cannot answer", { status: 473, body: {} }],
    ["not initialised", { status: 501, body: {} }],
    ["without a leader", leaderless],
  ])("when the first is %s", async (_, reply) => {
    const [first, second] = [await standInFor({ [url]: reply }), await answering()];
    const instance = cluster(first, second);
    await expect(instance.get(location, callContext())).resolves.toMatchObject({ version: "1" });
    await instance.close();
  });

  test("when the first is down, and no longer the first", async () => {
    const [first, second] = [await standInFor({}), await answering()];
    const instance = cluster(first, second);
    await first.close();
    for (let read = 0; read < 3; read += 1) await instance.get(location, callContext());
    expect(second.requests).toHaveLength(3);
    await instance.close();
  });

  test("by the next call when the first hangs", async () => {
    const [first, second] = [await standIn(() => undefined), await answering()];
    const instance = cluster(first, second);
    expect(await rejection(instance.get(location, callContext(200)))).toMatchObject({ code: "timeout" });
    await expect(instance.get(location, callContext())).resolves.toMatchObject({ version: "1" });
    await instance.close();
  });

  test("and when none answers, the error is that of what was said, not of who was down", async () => {
    const [first, second] = [await standInFor({}), await standInFor({ [url]: sealed })];
    await first.close();
    const instance = cluster(first, second);
    expect(await rejection(instance.get(location, callContext()))).toMatchObject({
      code: "unavailable",
      problem: expect.stringContaining("is sealed"),
    });
    await instance.close();
  });
});

/** A node that breaks off whatever changes something. */
function breaking(): Promise<StandIn> {
  return standIn((request, response) => {
    if (request.url?.includes("internal")) response.end(JSON.stringify(kv2Mount.body));
    else response.destroy();
  });
}

describe("what may have been done is not done again", () => {
  test("a write", async () => {
    const [first, second] = [await breaking(), await answering()];
    const instance = cluster(first, second);
    const writing = instance.put(location, { type: "text", text: "canary" }, {}, callContext());
    expect(await rejection(writing)).toMatchObject({ code: "unavailable" });
    expect(second.requests).toEqual([]);
    await instance.close();
  });

  test("credentials that are made at each read", async () => {
    const [first, second] = [await breaking(), await answering()];
    const instance = cluster(first, second);
    const reading = instance.get(instance.parse("database/creds/app"), callContext());
    expect(await rejection(reading)).toMatchObject({ code: "unavailable" });
    expect(second.requests).toEqual([]);
    await instance.close();
  });

  test("but a read is, by another node", async () => {
    const [first, second] = [await breaking(), await answering()];
    const instance = cluster(first, second);
    await expect(instance.get(location, callContext())).resolves.toMatchObject({ version: "1" });
    await instance.close();
  });
});

test("after a write, reads ask for a node that has caught up with it", async () => {
  const seen: unknown[] = [];
  const server = await standIn(({ method, url, headers }, response) => {
    seen.push([method, headers["x-vault-index"], headers["x-vault-inconsistent"]]);
    response.setHeader("X-Vault-Index", "state-7");
    const version = { data: { version: 2 } };
    const body = url?.includes("internal") ? kv2Mount.body : method === "POST" ? version : kv2Reply({}).body;
    response.end(JSON.stringify(body));
  });
  const instance = vaultInstance({ addr: server.address });
  await instance.get(location, callContext());
  await instance.put(location, { type: "text", text: "x" }, {}, callContext());
  await instance.get(location, callContext());
  expect(seen).toEqual([
    ["GET", undefined, undefined],
    ["GET", undefined, undefined],
    ["POST", undefined, undefined],
    ["GET", "state-7", "forward-active-node"],
  ]);
  await instance.close();
});

test("nobody is asked any more when the caller has given up while nobody leads", async () => {
  const [first, second] = [await standInFor({ [url]: leaderless }), await standInFor({ [url]: leaderless })];
  const instance = cluster(first, second);
  expect(await rejection(instance.get(location, callContext(500)))).toMatchObject({ code: "timeout" });
  const { length } = first.requests;
  await delay(500);
  expect(first.requests).toHaveLength(length);
  await instance.close();
});

test("a redirect to nobody that is configured is told at once, and not waited on", async () => {
  const other = await standInFor({});
  const [first, second] = [await sendingTo(() => other.address), await standInFor({ [url]: sealed })];
  const instance = cluster(first, second);
  expect(await rejection(instance.get(location, callContext()))).toMatchObject({
    code: "unavailable",
    problem: expect.stringContaining("is sealed"),
  });
  expect([first.requests.length, second.requests.length, other.requests.length]).toEqual([1, 1, 0]);
  await instance.close();
});

test("an election is waited on also when another node is sealed", async () => {
  let asked = 0;
  const electing = await standIn((_, response) => {
    asked += 1;
    const { status = 200, body } = asked < 3 ? leaderless : kv2Reply({ a: "1" });
    response.writeHead(status).end(JSON.stringify(body));
  });
  const instance = cluster(await standInFor({ [url]: sealed }), electing);
  await expect(instance.get(location, callContext())).resolves.toMatchObject({ version: "1" });
  await instance.close();
});

describe("an exchange that fails is told by its code", () => {
  test.each<[string, RequestListener, object]>([
    [
      "because the reply is cut",
      (_, response) => {
        response.writeHead(200, { "Content-Length": "100" }).write('{"data":');
        setImmediate(() => response.destroy());
      },
      { code: "unavailable", cause: { code: "ECONNRESET" } },
    ],
    [
      "because the connection is reset before any reply",
      (request) => request.socket.destroy(),
      { code: "unavailable", cause: { code: "ECONNRESET" } },
    ],
    [
      "because the answer is not HTTP",
      (request) => request.socket.end("SSH-2.0-OpenSSH\r\n\r\n"),
      { code: "unavailable", cause: { code: expect.stringMatching(/^HPE_/) } },
    ],
    [
      "because the reply has more than 32 MiB",
      (_, response) => {
        const chunk = Buffer.alloc(1024 * 1024, " ");
        const pump = (): void => {
          while (!response.destroyed && response.write(chunk));
        };
        response.on("drain", pump);
        pump();
      },
      { code: "decode", problem: expect.stringContaining("32 MiB") },
    ],
  ])("%s", async (_, listener, expected) => {
    const instance = cluster(await standIn(listener));
    expect(await rejection(instance.get(location, callContext()))).toMatchObject(expected);
    await instance.close();
  });

  test("because nothing listens", async () => {
    const server = await standInFor({});
    await server.close();
    expect(await rejection(cluster(server).get(location, callContext()))).toMatchObject({
      code: "unavailable",
      cause: { code: "ECONNREFUSED" },
    });
  });
});

test("closing ends what is in flight, and what comes after", async () => {
  const arrived = Promise.withResolvers<void>();
  const server = await standIn(() => arrived.resolve());
  const instance = cluster(server);
  const inFlight = rejection(instance.get(location, callContext()));
  await arrived.promise;
  await instance.close();
  expect(await inFlight).toMatchObject({ code: "aborted" });
  expect(await rejection(instance.get(location, callContext()))).toMatchObject({ code: "aborted" });
});
