import { describe, expect, it } from "vitest";
import type { ErrorCode } from "../errors/error-code.ts";
import type { FakeClock } from "../testing/fake-clock.ts";
import { settled } from "../testing/fake-clock.ts";
import { gate } from "../testing/gate.ts";
import { makeSecrets } from "../testing/make-secrets.ts";
import { hang, ScriptedStore } from "../testing/scripted-store.ts";

/** A chain over a store that is down, with a random number that makes no pause shorter. */
function down(): ReturnType<typeof makeSecrets> & {
  readonly store: ScriptedStore;
  /** Reads once, and says with what it failed. */
  readonly read: () => Promise<unknown>;
} {
  const store = new ScriptedStore("store").set("a", { fails: "unavailable" });
  const made = makeSecrets([store], { cache: { ttl: 0 } });
  return { ...made, store, read: () => made.secrets.get("a").catch((error: unknown) => error) };
}

/** Reads until the breaker is open. */
async function opened(): Promise<ReturnType<typeof down>> {
  const made = down();
  await made.read();
  await made.read();
  expect(made.secrets.stats().links[0]?.breaker).toBe("open");
  made.store.calls.length = 0;
  return made;
}

/** How long until the store is asked again, in milliseconds, to a second. */
async function pauseOf(made: { store: ScriptedStore; clock: FakeClock; read: () => Promise<unknown> }) {
  made.store.calls.length = 0;
  for (let waited = 0; ; waited += 1_000) {
    await made.read();
    if (made.store.calls.length > 0) return waited;
    await made.clock.advance(1_000);
  }
}

describe("the breaker", () => {
  it("opens after five outages in a row, in events and stats, and then holds calls back", async () => {
    const { read, store, events, secrets } = down();
    await read();
    expect([store.calls.length, secrets.stats().links[0]?.breaker]).toEqual([3, "closed"]);
    await read();
    expect(store.calls).toHaveLength(5);
    expect(events).toContainEqual({ type: "breaker", provider: "store", state: "open" });
    expect(await read()).toMatchObject({
      code: "unavailable",
      message: expect.stringMatching(/store was not asked, since its last calls failed.*asked again in 5 s/s),
    });
    expect(store.calls).toHaveLength(5);
  });

  it.each<ErrorCode>(["throttled", "denied", "auth_failed", "not_configured", "decode", "internal"])(
    "does not count %s: that store is there",
    async (code) => {
      const { read, store, secrets } = down();
      store.set("a", { fails: code });
      for (let attempt = 0; attempt < 10; attempt++) await read();
      expect(secrets.stats().links[0]?.breaker).toBe("closed");
    },
  );

  it("does not count outages with an answer between them", async () => {
    const { read, store, secrets } = down();
    store.set("b", { fails: "denied" });
    for (let attempt = 0; attempt < 5; attempt++) {
      await read();
      await secrets.get("b").catch(() => {});
    }
    expect(secrets.stats().links[0]?.breaker).toBe("closed");
    expect(store.reads("a")).toBe(15);
  });

  it("does not count what a caller gave up", async () => {
    const { store, secrets } = down();
    store.set("a", hang);
    for (let attempt = 0; attempt < 10; attempt++) {
      const controller = new AbortController();
      const value = secrets.get("a", { signal: controller.signal }).catch(() => {});
      await settled();
      controller.abort();
      await value;
    }
    expect(secrets.stats().links[0]?.breaker).toBe("closed");
  });

  it("counts a call for many names as one", async () => {
    const store = new ScriptedStore("store");
    store.takesBatches = true;
    for (const name of ["a", "b", "c", "d", "e", "f"]) store.set(name, { fails: "unavailable" });
    const { secrets } = makeSecrets([store]);
    await secrets.getMany(["a", "b", "c", "d", "e", "f"]).catch(() => {});
    expect([store.batches.length, secrets.stats().links[0]?.breaker]).toEqual([3, "closed"]);
  });

  it("lets one call through after 5 s, and closes when that one is answered", async () => {
    const { read, store, clock, secrets, events } = await opened();
    await clock.advance(4_999);
    await read();
    expect(store.calls).toEqual([]);
    await clock.advance(1);
    const slow = gate();
    store.gate = slow.closed;
    store.set("a", "v").set("b", "v");
    const trial = read();
    await settled();
    expect(secrets.stats().links[0]?.breaker).toBe("half-open");
    await expect(secrets.get("b"), "one at a time").rejects.toMatchObject({ code: "unavailable" });
    slow.open();
    expect(await trial).toBe("v");
    expect(await secrets.get("b")).toBe("v");
    expect(events.flatMap((event) => (event.type === "breaker" ? [event.state] : []))).toEqual([
      "open",
      "half-open",
      "closed",
    ]);
  });

  it("closes when the one call is denied: the store is there", async () => {
    const { read, store, clock, secrets } = await opened();
    await clock.advance(5_000);
    store.set("a", { fails: "denied" });
    expect(await read()).toMatchObject({ code: "denied" });
    expect(secrets.stats().links[0]?.breaker).toBe("closed");
  });

  it("stays open twice as long after each failed trial, up to 30 s, and starts anew once closed", async () => {
    const made = await opened();
    expect([await pauseOf(made), await pauseOf(made), await pauseOf(made), await pauseOf(made)]).toEqual([
      5_000, 10_000, 20_000, 30_000,
    ]);
    expect(await pauseOf(made)).toBe(30_000);
    made.store.set("a", "v");
    expect(await pauseOf(made)).toBe(30_000);
    made.store.set("a", { fails: "unavailable" });
    await made.read();
    await made.read();
    expect(await pauseOf(made)).toBe(5_000);
  });

  it("comes back earlier by chance, so that a fleet does not come back at once", async () => {
    const store = new ScriptedStore("store").set("a", { fails: "timeout" });
    const { secrets, clock } = makeSecrets([store], { random: () => 0.999 });
    for (let read = 0; read < 2; read++) {
      const value = secrets.get("a").catch(() => {});
      await settled();
      await clock.advance(1_000);
      await value;
    }
    const error: unknown = await secrets.get("a").catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "unavailable", hint: expect.stringContaining("in 3 s") });
    store.set("a", "v");
    await clock.advance(3_751);
    expect(await secrets.get("a")).toBe("v");
  });

  it("is not kept from closing by a trial whose caller left", async () => {
    const { read, store, clock, secrets } = await opened();
    await clock.advance(5_000);
    store.set("a", hang);
    const controller = new AbortController();
    const trial = secrets.get("a", { signal: controller.signal }).catch((error: unknown) => error);
    await settled();
    controller.abort();
    expect(await trial).toMatchObject({ code: "aborted" });
    store.set("a", "v");
    await clock.advance(5_000);
    expect(await read()).toBe("v");
  });

  it("is each link's own", async () => {
    const upper = new ScriptedStore("upper").set("a", { fails: "unavailable" });
    const lower = new ScriptedStore("lower").set("a", "low");
    const { secrets } = makeSecrets([upper, lower], { fallback: "unavailable", cache: { ttl: 0 } });
    for (let attempt = 0; attempt < 10; attempt++) expect(await secrets.get("a")).toBe("low");
    expect(upper.calls).toHaveLength(5);
    expect(lower.calls).toHaveLength(10);
    expect(secrets.stats()).toMatchObject({
      degraded: 10,
      links: [
        { breaker: "open", steppedPast: 10 },
        { breaker: "closed", steppedPast: 0 },
      ],
    });
  });

  it("does not stand in the way of what is cached", async () => {
    const { store, secrets, clock } = await opened();
    store.set("b", "v");
    expect(await secrets.get("b").catch(() => "held back")).toBe("held back");
    await clock.advance(5_000);
    expect(await secrets.get("b")).toBe("v");
  });
});
