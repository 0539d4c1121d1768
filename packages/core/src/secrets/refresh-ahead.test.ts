import { describe, expect, it } from "vitest";
import { settled } from "../testing/fake-clock.ts";
import { gate } from "../testing/gate.ts";
import { makeSecrets } from "../testing/make-secrets.ts";
import { ScriptedStore } from "../testing/scripted-store.ts";

/** A chain over one store that has "old" for `a`, with a TTL of 100 s. */
async function chain(
  options: Parameters<typeof makeSecrets>[1] = {},
): Promise<ReturnType<typeof makeSecrets> & { readonly store: ScriptedStore }> {
  const store = new ScriptedStore("store").set("a", "old");
  const made = makeSecrets([store], { cache: { ttl: 100 }, ...options });
  await made.secrets.get("a");
  store.set("a", "new");
  return { ...made, store };
}

describe("refresh-ahead", () => {
  it("asks for the next answer at 80 % of the TTL, while the old one is given at once", async () => {
    const { secrets, clock, store } = await chain();
    await clock.advance(79_999);
    expect(await secrets.get("a")).toBe("old");
    await settled();
    expect(store.calls).toHaveLength(1);
    await clock.advance(1);
    expect(await secrets.get("a")).toBe("old");
    await settled();
    expect(await secrets.get("a")).toBe("new");
    expect(store.calls).toHaveLength(2);
    await clock.advance(79_999);
    await secrets.get("a");
    expect(store.calls, "a new TTL began").toHaveLength(2);
  });

  it("is for what is read: nothing is asked for that nobody wants", async () => {
    const { clock, store } = await chain();
    await clock.advance(1_000_000);
    expect(store.calls).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  it("is one call for many reads", async () => {
    const { secrets, clock, store } = await chain();
    const slow = gate();
    store.gate = slow.closed;
    await clock.advance(80_000);
    const values = await Promise.all(Array.from({ length: 100 }, () => secrets.get("a")));
    await clock.advance(1_500);
    await secrets.get("a");
    expect(new Set(values)).toEqual(new Set(["old"]));
    expect(store.calls).toHaveLength(2);
    slow.open();
    await settled();
    expect(await secrets.get("a")).toBe("new");
  });

  it("that fails harms nobody, and is tried again later and not at each read", async () => {
    const { secrets, clock, store, events } = await chain();
    store.set("a", { fails: "conflict" });
    await clock.advance(80_000);
    expect(await secrets.get("a")).toBe("old");
    await settled();
    for (let second = 0; second < 9; second++) {
      expect(await secrets.get("a")).toBe("old");
      await clock.advance(1_000);
    }
    expect(store.calls, "one try in ten seconds").toHaveLength(2);
    await clock.advance(1_000);
    await secrets.get("a");
    await settled();
    expect(store.calls).toHaveLength(3);
    expect(events.filter(({ type }) => type === "failed")).toEqual([]);
    expect(secrets.stats()).toMatchObject({ failures: 0, degraded: 0 });
  });

  it("that fails near the end of the TTL is not tried more than once a second", async () => {
    const { secrets, clock, store } = await chain();
    store.set("a", { fails: "conflict" });
    await clock.advance(98_000);
    for (let step = 0; step < 20; step++) {
      await secrets.get("a");
      await clock.advance(100);
    }
    expect(store.calls.length).toBeLessThanOrEqual(4);
  });

  it.each(["denied", "disabled"] as const)("that is answered %s ends the old value's life", async (code) => {
    const { secrets, clock, store } = await chain();
    store.set("a", { fails: code });
    await clock.advance(80_000);
    expect(await secrets.get("a"), "asked in the background").toBe("old");
    await settled();
    await expect(secrets.get("a")).rejects.toMatchObject({ code });
  });

  it("that finds the secret gone says so to the next read", async () => {
    const { secrets, clock, store } = await chain();
    store.set("a", undefined);
    await clock.advance(80_000);
    await secrets.get("a");
    await settled();
    await expect(secrets.get("a")).rejects.toMatchObject({ code: "not_found" });
  });

  it("tells of a value that changed", async () => {
    const { secrets, clock, events } = await chain();
    await clock.advance(80_000);
    await secrets.get("a");
    await settled();
    expect(events).toContainEqual(
      expect.objectContaining({ type: "changed", provider: "store", location: "a" }),
    );
    expect(JSON.stringify(events)).not.toContain("new");
  });

  it("comes earlier with a TTL that chance made shorter", async () => {
    const { secrets, clock, store } = await chain({ random: () => 0.5 });
    await clock.advance(75_999);
    await secrets.get("a");
    expect(store.calls).toHaveLength(1);
    await clock.advance(1);
    await secrets.get("a");
    await settled();
    expect(store.calls).toHaveLength(2);
  });
});

describe("the TTL", () => {
  it("is shortened by up to a tenth by chance", async () => {
    const { secrets, clock, store } = await chain({ random: () => 0.999 });
    store.set("a", { fails: "denied" });
    await clock.advance(90_200);
    await expect(secrets.get("a")).rejects.toMatchObject({ code: "denied" });
  });

  it("of an absence is 30 s, not refreshed ahead and never longer than that of a value", async () => {
    const store = new ScriptedStore("store");
    const { secrets, clock } = makeSecrets([store], { cache: { ttl: 20 } });
    await secrets.get("a", { required: false });
    await clock.advance(19_999);
    await secrets.get("a", { required: false });
    expect(store.calls).toHaveLength(1);
    await clock.advance(1);
    await secrets.get("a", { required: false });
    expect(store.calls).toHaveLength(2);
  });
});
