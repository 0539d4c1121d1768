import { describe, expect, it } from "vitest";
import { settled } from "../testing/fake-clock.ts";
import { makeSecrets } from "../testing/make-secrets.ts";
import { hang, ScriptedStore } from "../testing/scripted-store.ts";

/** A gate that a test opens. */
function gate(): { readonly closed: Promise<void>; readonly open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { closed: promise, open: resolve };
}

describe("the cache", () => {
  it("answers for its TTL, 300 s, and then asks again", async () => {
    const store = new ScriptedStore("store").set("a", "1");
    const { secrets, clock } = makeSecrets([store], { cache: { staleTtl: 0 } });
    await secrets.get("a");
    await clock.advance(239_999);
    await secrets.get("a");
    expect(store.calls).toHaveLength(1);
    store.set("a", "2");
    await clock.advance(60_001);
    expect(await secrets.get("a")).toBe("2");
    expect(store.calls).toHaveLength(2);
  });

  it("takes up to a tenth off the TTL by chance", async () => {
    const store = new ScriptedStore("store").set("a", "1");
    const { secrets, clock } = makeSecrets([store]);
    const jittered = makeSecrets([store], { cache: { ttl: 100 } });
    await Promise.all([secrets.get("a"), jittered.secrets.get("a")]);
    await clock.advance(1);
    expect(store.calls).toHaveLength(2);
  });

  it("with a TTL of 0 keeps nothing", async () => {
    const store = new ScriptedStore("store").set("a", "1");
    const { secrets } = makeSecrets([store], { cache: { ttl: 0 } });
    await secrets.get("a");
    await secrets.get("a");
    await secrets.get("b", { required: false });
    await secrets.get("b", { required: false });
    expect(store.calls).toEqual(["a", "a", "b", "b"]);
    expect(secrets.stats().links[0]?.entries).toBe(0);
  });

  it("keeps an absence for 30 s, and precedence holds all the while", async () => {
    const upper = new ScriptedStore("upper");
    const lower = new ScriptedStore("lower").set("a", "low");
    const { secrets, clock } = makeSecrets([upper, lower]);
    expect(await secrets.get("a")).toBe("low");
    upper.set("a", "high");
    await clock.advance(29_000);
    expect(await secrets.get("a")).toBe("low");
    await clock.advance(1_000);
    expect(await secrets.get("a")).toBe("high");
  });

  it("answers from an upper layer that is down by now", async () => {
    const upper = new ScriptedStore("upper").set("a", "high");
    const { secrets } = makeSecrets([upper, new ScriptedStore("lower").set("a", "low")], { fallback: "any" });
    await secrets.get("a");
    upper.set("a", { fails: "unavailable" });
    expect(await secrets.get("a")).toBe("high");
  });

  it("is one for a name and its canonical id", async () => {
    const record = { id: "arn:1", value: { type: "text", text: "v" } } as const;
    const store = new ScriptedStore("store").set("a", record).set("arn:1", record);
    const { secrets } = makeSecrets([store]);
    await secrets.get("a");
    expect(await secrets.get("secret://store/arn:1")).toBe("v");
    expect(store.calls).toEqual(["a"]);
    secrets.clear("secret://store/arn:1");
    await secrets.get("a");
    expect(store.calls, "clearing one clears the other").toEqual(["a", "a"]);
  });

  it("does not keep a value past its own end", async () => {
    const { secrets, clock } = makeSecrets([new ScriptedStore("other")]);
    const expiresAt = new Date(clock.now() + 60_000);
    const store = new ScriptedStore("store").set("a", {
      id: "a",
      value: { type: "text", text: "v" },
      expiresAt,
    });
    const own = makeSecrets([store]);
    await own.secrets.get("a");
    await own.clock.advance(47_000);
    await own.secrets.get("a");
    expect(store.calls).toHaveLength(1);
    await own.clock.advance(13_000);
    await own.secrets.get("a");
    expect(store.calls).toHaveLength(2);
    await secrets.close();
  });

  it("is bounded: what was not read lately makes room", async () => {
    const store = new ScriptedStore("store");
    for (let index = 0; index < 50; index++) store.set(`n${index}`, String(index));
    const { secrets } = makeSecrets([store], { cache: { maxEntries: 10 } });
    await secrets.get("n0");
    for (let index = 1; index < 50; index++) {
      await secrets.get(`n${index}`);
      await secrets.get("n0");
    }
    expect(secrets.stats().links[0]?.entries).toBeLessThanOrEqual(10);
    expect(store.reads("n0"), "what is read all the time stays").toBe(1);
  });
});

describe("refresh", () => {
  it("asks past the cache, and what it brings is what others get", async () => {
    const store = new ScriptedStore("store").set("a", "1");
    const { secrets } = makeSecrets([store]);
    await secrets.get("a");
    store.set("a", "2");
    expect(await secrets.get("a")).toBe("1");
    expect(await secrets.refresh("a")).toBe("2");
    expect(await secrets.get("a")).toBe("2");
  });

  it("that fails leaves what is cached as it was", async () => {
    const store = new ScriptedStore("store").set("a", "1");
    const { secrets } = makeSecrets([store]);
    await secrets.get("a");
    store.set("a", { fails: "unavailable" });
    await expect(secrets.refresh("a")).rejects.toMatchObject({ code: "unavailable" });
    expect(await secrets.get("a")).toBe("1");
  });

  it.each(["denied", "auth_failed", "disabled"] as const)(
    "that is answered %s drops what is cached",
    async (code) => {
      const store = new ScriptedStore("store").set("a", "1");
      const { secrets } = makeSecrets([store]);
      await secrets.get("a");
      store.set("a", { fails: code });
      await expect(secrets.refresh("a")).rejects.toMatchObject({ code });
      await expect(secrets.get("a")).rejects.toMatchObject({ code });
    },
  );

  it("that finds it gone drops what is cached", async () => {
    const store = new ScriptedStore("store").set("a", "1");
    const { secrets } = makeSecrets([store]);
    await secrets.get("a");
    store.set("a", undefined);
    await expect(secrets.refresh("a")).rejects.toMatchObject({ code: "not_found" });
    await expect(secrets.get("a")).rejects.toMatchObject({ code: "not_found" });
  });

  it("does not join a read that was under way before it, and that read does not overwrite it", async () => {
    const store = new ScriptedStore("store").set("a", "old");
    const slow = gate();
    store.gate = slow.closed;
    const { secrets } = makeSecrets([store]);
    const first = secrets.get("a");
    await settled();
    store.gate = undefined;
    store.set("a", "new");
    expect(await secrets.refresh("a")).toBe("new");
    store.set("a", "old");
    slow.open();
    await first;
    expect(await secrets.get("a")).toBe("new");
    expect(store.reads("a")).toBe(2);
  });
});

describe("concurrent reads", () => {
  it("of one name are one call", async () => {
    const store = new ScriptedStore("store").set("a", "1");
    const { secrets } = makeSecrets([store]);
    const values = await Promise.all(Array.from({ length: 1000 }, () => secrets.get("a")));
    expect(new Set(values)).toEqual(new Set(["1"]));
    expect(store.calls).toEqual(["a"]);
  });

  it("all fail with the one call that fails, and the next one asks again", async () => {
    const store = new ScriptedStore("store").set("a", { fails: "unavailable" });
    const { secrets } = makeSecrets([store]);
    const results = await Promise.allSettled([secrets.get("a"), secrets.get("a")]);
    expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(store.calls, "one call, made three times").toHaveLength(3);
    store.set("a", "1");
    expect(await secrets.get("a")).toBe("1");
  });

  it("do not fail each other: one caller's abort ends its own wait alone", async () => {
    const store = new ScriptedStore("store").set("a", "1");
    const slow = gate();
    store.gate = slow.closed;
    const { secrets } = makeSecrets([store]);
    const controller = new AbortController();
    const leaving = secrets.get("a", { signal: controller.signal });
    const staying = secrets.get("a");
    await settled();
    controller.abort(new Error("hunter2"));
    await expect(leaving).rejects.toMatchObject({ code: "aborted" });
    slow.open();
    expect(await staying).toBe("1");
    expect(store.contexts[0]?.signal.aborted).toBe(false);
  });

  it("end the call when the last caller has left", async () => {
    const store = new ScriptedStore("store").set("a", hang);
    const { secrets, clock } = makeSecrets([store]);
    const controller = new AbortController();
    const one = secrets.get("a", { signal: controller.signal });
    await settled();
    controller.abort();
    await expect(one).rejects.toMatchObject({ code: "aborted" });
    expect(store.contexts[0]?.signal.aborted).toBe(true);
    store.set("a", "1");
    expect(await secrets.get("a"), "a new caller does not join the dead call").toBe("1");
    expect(clock.pending).toBe(0);
  });

  it("with a signal that is aborted already do not wait", async () => {
    const { secrets } = makeSecrets([new ScriptedStore("store").set("a", hang)]);
    await expect(secrets.get("a", { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "aborted",
    });
  });
});

describe("clear", () => {
  it("forgets one name, or all", async () => {
    const store = new ScriptedStore("store").set("a", "1").set("b", "1");
    const { secrets } = makeSecrets([store]);
    await secrets.getMany(["a", "b"]);
    store.set("a", "2").set("b", "2");
    secrets.clear("a");
    expect(await secrets.getMany(["a", "b"])).toEqual({ a: "2", b: "1" });
    secrets.clear();
    expect(await secrets.get("b")).toBe("2");
  });

  it("keeps nothing of a read that was under way", async () => {
    const store = new ScriptedStore("store").set("a", "old");
    const slow = gate();
    store.gate = slow.closed;
    const { secrets } = makeSecrets([store]);
    const first = secrets.get("a");
    await settled();
    secrets.clear("a");
    store.gate = undefined;
    slow.open();
    await first;
    store.set("a", "new");
    expect(await secrets.get("a")).toBe("new");
  });

  it("forgets what a reference points at, too", async () => {
    const env = new ScriptedStore("env", { versions: "none", references: true });
    env.set("a", { type: "reference", reference: "secret://store/b" });
    const store = new ScriptedStore("store").set("b", "1");
    const { secrets } = makeSecrets([env, store]);
    await secrets.get("a");
    store.set("b", "2");
    expect(await secrets.get("a")).toBe("1");
    secrets.clear("a");
    expect(await secrets.get("a")).toBe("2");
  });
});

describe("time", () => {
  it("that a hanging store takes is bounded, and leaves the links after it theirs", async () => {
    const hanging = new ScriptedStore("hanging").set("a", hang);
    const lower = new ScriptedStore("lower").set("a", "low");
    const { secrets, clock } = makeSecrets([hanging, lower], { fallback: "unavailable" });
    const value = secrets.get("a");
    await settled();
    await clock.advance(5_000);
    expect(await value).toBe("low");
    expect(hanging.contexts[0]?.signal.aborted).toBe(true);
  });

  it("is shared out between four links that all hang", async () => {
    const stores = ["one", "two", "three", "four"].map((name) => new ScriptedStore(name).set("a", hang));
    const { secrets, clock } = makeSecrets(stores, { fallback: "unavailable" });
    const value = secrets.get("a").catch((error: unknown) => error);
    await settled();
    await clock.advance(15_000);
    expect(await value).toMatchObject({ code: "timeout", provider: "one" });
    expect(stores.map(({ calls }) => calls.length)).toEqual([2, 2, 2, 2]);
  });

  it("of a provider that fails after it was given up is nobody's unhandled rejection", async () => {
    const store = new ScriptedStore("store").set("a", { fails: "unavailable" });
    const slow = gate();
    store.gate = slow.closed;
    const { secrets, clock } = makeSecrets([store]);
    const value = secrets.get("a").catch((error: unknown) => error);
    await settled();
    await clock.advance(5_000);
    expect(await value).toMatchObject({ code: "timeout" });
    slow.open();
    await settled();
  });
});

describe("close", () => {
  it("closes the providers once, fails what is under way and what comes after", async () => {
    const store = new ScriptedStore("store").set("a", hang).set("b", "1");
    const { secrets, clock, events } = makeSecrets([store]);
    await secrets.get("b");
    const waiting = secrets.get("a").catch((error: unknown) => error);
    await settled();
    await Promise.all([secrets.close(), secrets.close(), secrets[Symbol.asyncDispose]()]);
    expect(await waiting).toMatchObject({ code: "aborted" });
    await expect(secrets.get("b")).rejects.toMatchObject({ code: "aborted" });
    expect(store.closed).toBe(1);
    expect(clock.pending).toBe(0);
    expect(events.at(-2)).toMatchObject({ type: "failed" });
    expect(events.filter(({ type }) => type === "closed")).toHaveLength(1);
  });
});
