import { afterEach, beforeEach, expect, test } from "vitest";
import { type LoopbackServer, startLoopbackServer } from "../fixtures/loopback-server.ts";
import { type FaultProxy, startFaultProxy } from "./fault-proxy.ts";

let server: LoopbackServer;
let proxy: FaultProxy;

beforeEach(async () => {
  server = await startLoopbackServer((_, response) => response.end("the store's answer"));
  proxy = await startFaultProxy({ upstream: server.address });
});

afterEach(async () => {
  await proxy.close();
  await server.close();
});

/** The body, or what went wrong. */
async function ask(signal: AbortSignal = AbortSignal.timeout(5_000)): Promise<string> {
  try {
    const response = await fetch(`${proxy.address}/v1/a`, { signal });
    return await response.text();
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    const code: unknown =
      typeof cause === "object" && cause !== null ? Reflect.get(cause, "code") : undefined;
    return typeof code === "string" ? code : error instanceof Error ? error.name : "?";
  }
}

test("it passes requests on, and counts them", async () => {
  expect([await ask(), await ask()]).toEqual(["the store's answer", "the store's answer"]);
  expect(proxy.requests()).toBe(2);
});

test.each<["down" | "cut" | "truncate", string]>([
  ["down", "ECONNREFUSED"],
  ["cut", "ECONNRESET"],
  ["truncate", "UND_ERR_SOCKET"],
])("%s is seen as %s, and is over after up", async (fault, seen) => {
  await ask();
  await proxy[fault]();
  expect(await ask()).toBe(seen);
  await proxy.up();
  expect(await ask()).toBe("the store's answer");
});

test("garbage is a page with the status that was asked for, and a redirect keeps the path", async () => {
  await proxy.garbage(404);
  expect(await ask()).toContain("<html>");
  proxy.redirect("http://127.0.0.1:1/elsewhere");
  const { status, headers } = await fetch(`${proxy.address}/v1/a`, { redirect: "manual" });
  expect([status, headers.get("location")]).toEqual([307, "http://127.0.0.1:1/elsewhere/v1/a"]);
});

test("a hanging store never answers, a slow one does late", async () => {
  await proxy.hang();
  expect(await ask(AbortSignal.timeout(50))).toBe("TimeoutError");
  await proxy.up();
  await proxy.slow(60);
  const started = performance.now();
  expect(await ask()).toBe("the store's answer");
  expect(performance.now() - started).toBeGreaterThan(50);
});
