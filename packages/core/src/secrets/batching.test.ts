import { describe, expect, it } from "vitest";
import { settled } from "../testing/fake-clock.ts";
import { gate } from "../testing/gate.ts";
import { makeSecrets } from "../testing/make-secrets.ts";
import { hang, ScriptedStore } from "../testing/scripted-store.ts";

const names = Array.from({ length: 100 }, (_, index) => `n${index}`);

/** A store that takes 20 names a call and has all of them. */
function batchingStore(name = "store"): ScriptedStore {
  const store = new ScriptedStore(name, { batchSize: 20 });
  store.takesBatches = true;
  for (const name of names) store.set(name, `value of ${name}`);
  return store;
}

describe("names that are asked for in one tick", () => {
  it("travel together, as many a call as the store takes, the calls in parallel", async () => {
    const store = batchingStore();
    const slow = gate();
    store.gate = slow.closed;
    const { secrets } = makeSecrets([store]);
    const values = secrets.getMany(names);
    await settled();
    await settled();
    await settled();
    expect(store.batches.map(({ length }) => length)).toEqual([20, 20, 20, 20, 20]);
    expect(store.batches.flat(), "each name once").toEqual(names);
    slow.open();
    expect(await values).toEqual(Object.fromEntries(names.map((name) => [name, `value of ${name}`])));
  });

  it("travel one by one where the store takes no batches", async () => {
    const store = new ScriptedStore("store").set("a", "1").set("b", "2");
    await makeSecrets([store]).secrets.getMany(["a", "b"]);
    expect([store.batches, store.calls]).toEqual([[], ["a", "b"]]);
  });

  it("and of which there is one are a plain get", async () => {
    const store = batchingStore();
    const { secrets } = makeSecrets([store]);
    await secrets.get("n1");
    await Promise.all([secrets.get("n2"), secrets.get("n2")]);
    expect([store.batches, store.calls]).toEqual([[], ["n1", "n2"]]);
  });

  it("that the cache has are not asked for", async () => {
    const store = batchingStore();
    const { secrets } = makeSecrets([store]);
    await secrets.get("n1");
    await secrets.getMany(["n1", "n2", "n3"]);
    expect(store.batches).toEqual([["n2", "n3"]]);
  });

  it("that mint a value are never in a batch", async () => {
    const store = batchingStore();
    store.locate = ({ name }) => [{ path: name, mints: true }];
    await makeSecrets([store]).secrets.getMany(["n1", "n2"]);
    expect(store.batches).toEqual([]);
  });

  it("have each its own answer", async () => {
    const store = batchingStore();
    store.set("n1", { fails: "denied" }).set("n2", undefined).set("n3", { fails: "decode" });
    const { secrets } = makeSecrets([store]);
    const results = await Promise.allSettled(["n0", "n1", "n2", "n3"].map((name) => secrets.get(name)));
    expect(results).toMatchObject([
      { value: "value of n0" },
      { reason: { code: "denied", location: "n1" } },
      { reason: { code: "not_found" } },
      { reason: { code: "decode", location: "n3" } },
    ]);
    expect(store.batches).toHaveLength(1);
  });

  it("are asked again alone if they alone failed", async () => {
    const store = batchingStore();
    let calls = 0;
    store.set("n3", () => (++calls === 1 ? { fails: "throttled" } : "at last"));
    store.set("n2", { fails: "denied" });
    const { secrets } = makeSecrets([store]);
    const results = await Promise.allSettled(["n1", "n2", "n3"].map((name) => secrets.get(name)));
    expect(results).toMatchObject([
      { value: "value of n1" },
      { reason: { code: "denied" } },
      { value: "at last" },
    ]);
    expect(store.batches).toEqual([["n1", "n2", "n3"]]);
    expect(store.calls).toEqual(["n1", "n2", "n3", "n3"]);
  });

  it("go on when one caller leaves, and end when the last one does", async () => {
    const store = batchingStore();
    store.set("n1", hang);
    const slow = gate();
    store.gate = slow.closed;
    const { secrets } = makeSecrets([store]);
    const leaving = new AbortController();
    const staying = new AbortController();
    const gone = secrets.get("n1", { signal: leaving.signal }).catch((error: unknown) => error);
    const stays = secrets.get("n2", { signal: staying.signal }).catch((error: unknown) => error);
    await settled();
    await settled();
    await settled();
    expect(store.batches).toEqual([["n1", "n2"]]);
    leaving.abort();
    expect(await gone).toMatchObject({ code: "aborted" });
    expect(store.contexts[0]?.signal.aborted).toBe(false);
    staying.abort();
    expect(await stays).toMatchObject({ code: "aborted" });
    expect(store.contexts[0]?.signal.aborted).toBe(true);
  });

  it("all fail with a call that fails as a whole, and with nothing of its message", async () => {
    const store = batchingStore();
    store.set("n1", () => {
      throw new TypeError("hunter2");
    });
    const { secrets } = makeSecrets([store]);
    const error: unknown = await secrets.getMany(["n1", "n2"]).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "internal", errors: [{ code: "internal" }, { code: "internal" }] });
    expect(JSON.stringify(error) + String(error)).not.toContain("hunter2");
  });

  it("that travel with one that the store cannot read now say that the store is there", async () => {
    const store = batchingStore();
    store.set("n1", { fails: "unavailable" }).set("n2", { fails: "denied" });
    const { secrets } = makeSecrets([store]);
    for (let read = 0; read < 3; read++) await secrets.getMany(["n1", "n2"]).catch(() => {});
    expect(store.batches.length).toBe(3);
  });

  it("in every layer are one call a layer", async () => {
    const upper = batchingStore("upper");
    for (const name of names) upper.set(name, undefined);
    const lower = batchingStore("lower");
    await makeSecrets([upper, lower]).secrets.getMany(names.slice(0, 20));
    expect([upper.batches.length, lower.batches.length]).toEqual([1, 1]);
  });
});
