import { nodeHost } from "@claviger/core";
import type { CallContext, Provider } from "@claviger/core/provider";
import { beforeEach, expect, test } from "vitest";
import { FakeClock } from "../fake-clock.ts";
import { memoryProvider } from "../memory/memory-provider.ts";
import { MemoryStore } from "../memory/memory-store.ts";
import type { FaultScript } from "./flaky-provider.ts";
import { flakyProvider } from "./flaky-provider.ts";

const clock = new FakeClock();
const location = { path: "a" };
let store: MemoryStore;

beforeEach(() => {
  store = new MemoryStore({ clock });
  store.write("a", { type: "text", text: "the value" });
});

function context(ms = 10_000, signal = new AbortController().signal): CallContext {
  return { signal, deadline: clock.now() + ms, report: () => undefined };
}

function flaky(script: FaultScript) {
  const configured = flakyProvider(memoryProvider(store)(), script);
  const provider: Provider = configured.definition.create({}, nodeHost({ clock }));
  return { provider, calls: configured.calls };
}

test("faults come in order, and then all calls pass", async () => {
  const native = new TypeError("native");
  const { provider, calls } = flaky([{ fails: "throttled", retryAfter: 3 }, "pass", { throws: native }]);
  await expect(provider.get?.(location, context())).rejects.toMatchObject({
    code: "throttled",
    retryAfter: 3,
  });
  await expect(provider.get?.(location, context())).resolves.toMatchObject({ version: "1" });
  await expect(provider.probe?.([location], context())).rejects.toBe(native);
  await expect(provider.get?.(location, context())).resolves.toMatchObject({ version: "1" });
  expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
    "get a",
    "get a",
    "probe a",
    "get a",
  ]);
});

test("a script may decide by the call", async () => {
  const { provider } = flaky(({ path }, index) =>
    path === "a" && index === 0 ? { fails: "denied" } : "pass",
  );
  await expect(provider.get?.(location, context())).rejects.toMatchObject({ code: "denied" });
  await expect(provider.get?.(location, context())).resolves.toBeDefined();
});

test("a delay passes with the clock, and no later than the deadline", async () => {
  const { provider } = flaky(() => ({ delayMs: 500 }));
  const inTime = provider.get?.(location, context(1_000));
  const late = provider.get?.(location, context(200)).catch((error: unknown) => error);
  await clock.advance(500);
  expect(await late).toMatchObject({ code: "timeout" });
  await expect(inTime).resolves.toBeDefined();
});

test("what hangs ends at an abort, and what ignores it does not", async () => {
  const caller = new AbortController();
  const { provider } = flaky(["hang", "ignore"]);
  const ctx = context(1_000, caller.signal);
  const hanging = provider.get?.(location, ctx).catch((error: unknown) => error);
  let settled = false;
  void provider.get?.(location, ctx).finally(() => (settled = true));
  caller.abort();
  expect(await hanging).toMatchObject({ code: "aborted" });
  await clock.advance(10_000);
  expect(settled).toBe(false);
});

test("what is not a call to the store is not disturbed", () => {
  const { provider, calls } = flaky(() => ({ fails: "internal" }));
  expect(provider.locate({ name: "a", as: "value" })).toEqual([location]);
  expect(provider.parse("a")).toEqual(location);
  expect(calls).toEqual([]);
});
