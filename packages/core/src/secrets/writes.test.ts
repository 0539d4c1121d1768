import { describe, expect, test } from "vitest";
import { SecretError } from "../errors/secret-error.ts";
import { chainOf } from "../testing/chain-of.ts";
import { ScriptedStore } from "../testing/scripted-store.ts";
import { WritableStore } from "../testing/writable-store.ts";

describe("a write", () => {
  test("is what the next read gives, past the cache, and tells its version", async () => {
    const store = new WritableStore("store").store("a", "old");
    const { secrets, events } = chainOf([store.provider()]);
    expect(await secrets.get("a")).toBe("old");
    expect(await secrets.set("a", "new")).toEqual({
      provider: "store",
      reference: "secret://store/a",
      version: "2",
      notWritten: [],
    });
    expect(await secrets.get("a")).toBe("new");
    expect(events).toContainEqual({
      type: "written",
      provider: "store",
      location: "a",
      action: "set",
      version: "2",
    });
    expect(JSON.stringify(events)).not.toContain("new");
  });

  test("ends an absence that was cached", async () => {
    const store = new WritableStore("store");
    const lower = new ScriptedStore("lower").set("a", "lower's");
    const { secrets } = chainOf([store.provider(), lower.provider()]);
    expect(await secrets.get("a")).toBe("lower's");
    await secrets.set("secret://store/a", "upper's");
    expect(await secrets.get("a")).toBe("upper's");
  });

  test("drops what is cached also when it fails: it may have been done", async () => {
    const store = new WritableStore("store").store("a", "old");
    const { secrets } = chainOf([store.provider()]);
    await secrets.get("a");
    store.before = (call) => {
      if (!call.startsWith("put")) return;
      store.store("a", "done all the same");
      throw new SecretError("unavailable", "cut off", { hint: "look" });
    };
    await expect(secrets.set("a", "new")).rejects.toMatchObject({ code: "unavailable", provider: "store" });
    expect(await secrets.get("a")).toBe("done all the same");
  });

  test("is not overtaken by a read that began before it", async () => {
    const store = new WritableStore("store").store("a", "old");
    const { secrets } = chainOf([store.provider()]);
    const slow = Promise.withResolvers<void>();
    let first = true;
    store.before = async (call) => {
      if (!call.startsWith("get") || !first) return;
      first = false;
      await slow.promise;
    };
    const early = secrets.get("a");
    await secrets.set("a", "new");
    slow.resolve();
    await early;
    expect(await secrets.get("a")).toBe("new");
  });

  test("takes bytes and fields", async () => {
    const store = new WritableStore("store");
    const { secrets } = chainOf([store.provider()]);
    await secrets.set("bytes", Uint8Array.of(0, 255));
    await secrets.set("fields", { A: "1", B: "" });
    expect(await secrets.getBytes("bytes")).toEqual(Uint8Array.of(0, 255));
    expect(await secrets.getBundle("fields")).toEqual({ A: "1", B: "" });
  });

  test.each([
    ["a number", 5],
    ["null", null],
    ["an array", ["x"]],
    ["a member that is no text", { hunter2: 5 }],
    ["half of a surrogate pair", "hunter2\ud800"],
  ])("of %s is invalid, and the value is in no error", async (_, value) => {
    const store = new WritableStore("store");
    const { secrets } = chainOf([store.provider()]);
    const failed = await secrets.set("a", value as string).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: "invalid_value", hint: expect.any(String) });
    expect(store.calls).toEqual([]);
  });

  test("under a condition is a conflict where it does not hold", async () => {
    const store = new WritableStore("store").store("a", "1").store("a", "2");
    const { secrets } = chainOf([store.provider()]);
    await expect(secrets.set("a", "3", { ifVersion: "1" })).rejects.toMatchObject({ code: "conflict" });
    await expect(secrets.set("a", "3", { ifAbsent: true })).rejects.toMatchObject({ code: "conflict" });
    expect(await secrets.set("a", "3", { ifVersion: "2" })).toMatchObject({ version: "3" });
    const plain = new WritableStore("plain", { cas: false });
    await expect(chainOf([plain.provider()]).secrets.set("a", "1", { ifVersion: "1" })).rejects.toMatchObject(
      {
        code: "unsupported",
      },
    );
  });

  test("to a store that is too busy is made again, and to one that fails it is not", async () => {
    const store = new WritableStore("store");
    let busy = 2;
    store.before = () => {
      if (busy-- > 0) throw new SecretError("throttled", "too busy", { hint: "wait" });
    };
    const { secrets } = chainOf([store.provider()]);
    await secrets.set("a", "1");
    expect(store.calls).toEqual(["put a", "put a", "put a"]);
    store.before = () => {
      throw new SecretError("unavailable", "down", { hint: "wait" });
    };
    await expect(secrets.set("a", "2")).rejects.toMatchObject({ code: "unavailable" });
    expect(store.calls).toHaveLength(4);
  });

  test("that hangs ends after 30 seconds, and at an abort", async () => {
    const store = new WritableStore("store");
    store.before = () => new Promise(() => {});
    const { secrets, clock } = chainOf([store.provider()]);
    const late = secrets.set("a", "1").catch((error: unknown) => error);
    const caller = new AbortController();
    const left = secrets.set("b", "1", { signal: caller.signal }).catch((error: unknown) => error);
    await clock.advance(10);
    caller.abort();
    expect(await left).toMatchObject({ code: "aborted" });
    await clock.advance(30_000);
    expect(await late).toMatchObject({ code: "timeout" });
    await secrets.close();
    expect(clock.pending).toBe(0);
  });
});
