import { describe, expect, it } from "vitest";
import { makeSecrets } from "../testing/make-secrets.ts";
import { ScriptedStore } from "../testing/scripted-store.ts";

/** An environment that refers `a` to `b` in a store. */
function referring(): ReturnType<typeof makeSecrets> & {
  readonly env: ScriptedStore;
  readonly store: ScriptedStore;
} {
  const env = new ScriptedStore("env", { versions: "none", references: true });
  env.set("a", { type: "reference", reference: "secret://store/b" });
  const store = new ScriptedStore("store").set("b", "old");
  return { ...makeSecrets([env, store]), env, store };
}

describe("a name that refers to another store, read again and again,", () => {
  it("gives what a refresh of the target brought", async () => {
    const { secrets, store } = referring();
    expect(await secrets.get("a")).toBe("old");
    store.set("b", "new");
    await secrets.refresh("secret://store/b");
    expect(await secrets.get("a")).toBe("new");
  });

  it("gives nothing after the target was denied", async () => {
    const { secrets, store } = referring();
    await secrets.get("a");
    store.set("b", { fails: "denied" });
    await secrets.refresh("secret://store/b").catch(() => {});
    await expect(secrets.get("a")).rejects.toMatchObject({ code: "denied" });
  });

  it("gives nothing after the target was cleared and is gone", async () => {
    const { secrets, store } = referring();
    await secrets.get("a");
    store.set("b", undefined);
    secrets.clear("secret://store/b");
    await expect(secrets.get("a")).rejects.toMatchObject({ code: "not_found" });
  });

  it("gives the target no longer than the target lives", async () => {
    const { secrets, store, clock } = referring();
    const expiresAt = new Date(clock.now() + 10_000);
    store.set("b", { id: "b", value: { type: "text", text: "short" }, expiresAt });
    await secrets.get("a");
    store.set("b", "new");
    await clock.advance(10_000);
    expect(await secrets.get("a")).toBe("new");
  });

  it("never gives a value that was minted past its lease", async () => {
    const { secrets, store, clock } = referring();
    let made = 0;
    store.parse = (path) => ({ path, mints: true });
    store.set("b", () => ({
      id: "b",
      value: { type: "text", text: `user ${++made}` },
      lease: { id: `lease ${made}`, expiresAt: new Date(clock.now() + 60_000), renewable: false },
    }));
    expect(await secrets.get("a")).toBe("user 1");
    await clock.advance(40_000);
    expect(await secrets.get("a")).toBe("user 2");
    await clock.advance(60_000);
    expect(await secrets.get("a")).not.toBe("user 2");
    await secrets.close();
  });

  it("says each time that a failure was stepped past", async () => {
    const env = new ScriptedStore("env", { versions: "none", references: true });
    env.set("a", { type: "reference", reference: "secret:///b" });
    const upper = new ScriptedStore("upper").set("b", { fails: "unavailable" });
    const { secrets } = makeSecrets([env, upper, new ScriptedStore("lower").set("b", "low")], {
      fallback: "unavailable",
    });
    await secrets.get("a");
    upper.set("b", "high");
    expect(await secrets.get("a"), "the failure is not cached").toBe("high");
    expect(secrets.stats().degraded).toBe(1);
  });
});

describe("a name that a layer above does not answer for good, read again and again,", () => {
  it("is asked of that layer each time: a deleted secret may be restored", async () => {
    const upper = new ScriptedStore("upper").set("a", { fails: "deleted" });
    const { secrets } = makeSecrets([upper, new ScriptedStore("lower").set("a", "low")]);
    expect([await secrets.get("a"), await secrets.get("a")]).toEqual(["low", "low"]);
    upper.set("a", "high");
    expect(await secrets.get("a")).toBe("high");
  });

  it("is asked of that layer each time: what is denied may be allowed", async () => {
    const upper = new ScriptedStore("upper").set("a", { fails: "denied" });
    const lower = new ScriptedStore("lower").set("a", "low");
    const { secrets } = makeSecrets([], {
      providers: [upper.provider(undefined, { denied: "absent" }), lower.provider()],
    });
    expect([await secrets.get("a"), await secrets.get("a")]).toEqual(["low", "low"]);
    upper.set("a", "high");
    expect(await secrets.get("a")).toBe("high");
  });
});
