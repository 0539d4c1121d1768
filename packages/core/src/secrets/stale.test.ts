import { describe, expect, it } from "vitest";
import type { ErrorCode } from "../errors/error-code.ts";
import { settled } from "../testing/fake-clock.ts";
import { gate } from "../testing/gate.ts";
import { makeSecrets } from "../testing/make-secrets.ts";
import { hang, ScriptedStore } from "../testing/scripted-store.ts";

/** A chain whose store held "old" for `a`, past its TTL of 10 s by now. */
async function pastTtl(
  lower: readonly ScriptedStore[] = [],
): Promise<ReturnType<typeof makeSecrets> & { readonly store: ScriptedStore }> {
  const store = new ScriptedStore("store").set("a", "old");
  const made = makeSecrets([store, ...lower], {
    cache: { ttl: 10, staleTtl: 100 },
    fallback: "unavailable",
  });
  await made.secrets.get("a");
  await made.clock.advance(10_000);
  return { ...made, store };
}

describe("a value past its TTL", () => {
  it.each(["throttled", "unavailable", "timeout"] as const)(
    "is served when the store is %s, loudly, and before the layers below are asked",
    async (code) => {
      const lower = new ScriptedStore("lower").set("a", "low");
      const { secrets, store, events } = await pastTtl([lower]);
      store.set("a", { fails: code });
      expect(await secrets.get("a")).toBe("old");
      expect(lower.calls).toEqual([]);
      expect(events).toContainEqual({
        type: "stale",
        provider: "store",
        location: "a",
        ageSeconds: 10,
        code,
      });
      expect(events).toContainEqual(
        expect.objectContaining({ type: "warning", code: "CLAVIGER_STALE", provider: "store" }),
      );
      expect(secrets.stats()).toMatchObject({ degraded: 1, links: [{ stale: 1 }, {}] });
      expect(JSON.stringify(events)).not.toContain("old");
    },
  );

  it("is served after 500 ms when the store is slow, and the answer that comes late is kept", async () => {
    const { secrets, store, clock } = await pastTtl();
    const slow = gate();
    store.set("a", "new");
    store.gate = slow.closed;
    const value = secrets.get("a");
    let served = false;
    void value.then(() => (served = true));
    await clock.advance(499);
    expect(served).toBe(false);
    await clock.advance(1);
    expect(await value).toBe("old");
    slow.open();
    await settled();
    expect(await secrets.get("a")).toBe("new");
    expect(store.reads("a"), "it was one call").toBe(2);
  });

  it("is served at once while the breaker is open", async () => {
    const { secrets, store, clock } = await pastTtl();
    store.set("b", { fails: "unavailable" });
    await secrets.get("b").catch(() => {});
    await secrets.get("b").catch(() => {});
    expect(secrets.stats().links[0]?.breaker).toBe("open");
    store.set("a", hang);
    expect(await secrets.get("a")).toBe("old");
    expect(store.reads("a"), "the store is not asked").toBe(1);
    expect(clock.pending).toBe(0);
  });

  it("is served for staleTtl and no longer", async () => {
    const { secrets, store, clock } = await pastTtl();
    store.set("a", { fails: "unavailable" });
    await clock.advance(99_999);
    expect(await secrets.get("a")).toBe("old");
    await clock.advance(1);
    await expect(secrets.get("a")).rejects.toMatchObject({ code: "unavailable" });
  });

  it("is not served past the value's own end", async () => {
    const store = new ScriptedStore("store");
    const { secrets, clock } = makeSecrets([store], { cache: { ttl: 10 } });
    const expiresAt = new Date(clock.now() + 20_000);
    store.set("a", { id: "a", value: { type: "text", text: "old" }, expiresAt });
    await secrets.get("a");
    store.set("a", { fails: "unavailable" });
    await clock.advance(19_999);
    expect(await secrets.get("a")).toBe("old");
    await clock.advance(1);
    await expect(secrets.get("a")).rejects.toMatchObject({ code: "unavailable" });
  });

  const final = {
    denied: "denied",
    auth_failed: "auth_failed",
    deleted: "not_found",
    disabled: "disabled",
  } as const satisfies Partial<Record<ErrorCode, ErrorCode>>;

  it.each(Object.entries(final))(
    "is never served after %s, nor is it there when the store goes down",
    async (code, told) => {
      const { secrets, store } = await pastTtl();
      store.set("a", { fails: code as ErrorCode });
      await expect(secrets.get("a")).rejects.toMatchObject({ code: told });
      store.set("a", { fails: "unavailable" });
      await expect(secrets.get("a")).rejects.toMatchObject({ code: "unavailable" });
    },
  );

  it("is never served after an absence", async () => {
    const { secrets, store, clock } = await pastTtl();
    store.set("a", undefined);
    expect(await secrets.get("a", { required: false })).toBeUndefined();
    await clock.advance(30_000);
    store.set("a", { fails: "unavailable" });
    await expect(secrets.get("a", { required: false })).rejects.toMatchObject({ code: "unavailable" });
  });

  it("is not there for the next read after a denial that came too late for this one", async () => {
    const { secrets, store, clock } = await pastTtl();
    const slow = gate();
    store.set("a", { fails: "denied" });
    store.gate = slow.closed;
    const value = secrets.get("a");
    await clock.advance(500);
    expect(await value).toBe("old");
    slow.open();
    await settled();
    store.set("a", hang);
    const next = secrets.get("a").catch((error: unknown) => error);
    await clock.advance(5_000);
    expect(await next).toMatchObject({ code: "timeout" });
  });

  it("is not served to who waits when a refresh is denied meanwhile", async () => {
    const { secrets, store, clock } = await pastTtl();
    store.set("a", hang);
    const waiting = secrets.get("a").catch((error: unknown) => error);
    await clock.advance(100);
    store.set("a", { fails: "denied" });
    await expect(secrets.refresh("a")).rejects.toMatchObject({ code: "denied" });
    await clock.advance(5_000);
    expect(await waiting).toMatchObject({ code: "denied" });
  });

  it("gives way to what a refresh brought meanwhile", async () => {
    const { secrets, store, clock } = await pastTtl();
    store.set("a", hang);
    const waiting = secrets.get("a");
    await clock.advance(100);
    store.set("a", "new");
    await secrets.refresh("a");
    await clock.advance(400);
    expect(await waiting).toBe("new");
    await secrets.close();
  });

  it.each([
    ["denied", { fails: "denied" } as const, "denied"],
    ["absent", undefined, "not_found"],
  ])("is never served after a read that a refresh overtook was answered %s", async (_, answer, code) => {
    const { secrets, store } = await pastTtl();
    const slow = gate();
    store.gate = slow.closed;
    store.set("a", answer);
    const overtaken = secrets.get("a").catch((error: unknown) => error);
    await settled();
    store.gate = undefined;
    const refreshing = gate();
    store.set("a", async () => {
      await refreshing.closed;
      return { fails: "conflict" };
    });
    const refresh = secrets.refresh("a").catch((error: unknown) => error);
    await settled();
    store.set("a", answer);
    slow.open();
    expect(await overtaken).toMatchObject({ code });
    refreshing.open();
    expect(await refresh).toMatchObject({ code: "conflict" });
    store.set("a", { fails: "unavailable" });
    await expect(secrets.get("a")).rejects.toMatchObject({ code: "unavailable" });
  });

  it("is not served by a refresh, whose failure leaves it as it was", async () => {
    const { secrets, store } = await pastTtl();
    store.set("a", { fails: "unavailable" });
    await expect(secrets.refresh("a")).rejects.toMatchObject({ code: "unavailable" });
    expect(await secrets.get("a")).toBe("old");
  });

  it("is dropped by a refresh that is denied", async () => {
    const { secrets, store } = await pastTtl();
    store.set("a", { fails: "denied" });
    await expect(secrets.refresh("a")).rejects.toMatchObject({ code: "denied" });
    store.set("a", { fails: "unavailable" });
    await expect(secrets.get("a")).rejects.toMatchObject({ code: "unavailable" });
  });

  it("ends the wait of a caller that aborts with aborted, and not with the value", async () => {
    const { secrets, store, clock } = await pastTtl();
    store.set("a", hang);
    const controller = new AbortController();
    const value = secrets.get("a", { signal: controller.signal }).catch((error: unknown) => error);
    await clock.advance(100);
    controller.abort();
    expect(await value).toMatchObject({ code: "aborted" });
    await secrets.close();
    expect(clock.pending).toBe(0);
  });

  it("of another version never stands in for the current one", async () => {
    const store = new ScriptedStore("store").set("a@1", "one");
    const { secrets, clock } = makeSecrets([store], { cache: { ttl: 10 } });
    await secrets.get("a", { version: "1" });
    await clock.advance(10_000);
    store.set("a", { fails: "unavailable" }).set("a@1", { fails: "unavailable" });
    await expect(secrets.get("a")).rejects.toMatchObject({ code: "unavailable" });
    expect(await secrets.get("a", { version: "1" })).toBe("one");
  });
});

describe("a bundle past its TTL", () => {
  it("says nothing of the fields that it lacks: the store's failure does", async () => {
    const upper = new ScriptedStore("upper").set("app", { type: "fields", fields: { A: "old" } });
    upper.locate = ({ name }) => [{ path: "app", field: name, derived: true }];
    const lower = new ScriptedStore("lower").set("B", "low");
    const { secrets, clock } = makeSecrets([upper, lower], { cache: { ttl: 10 } });
    await secrets.get("A");
    upper.set("app", { fails: "unavailable" });
    await clock.advance(10_000);
    expect(await secrets.get("A")).toBe("old");
    await expect(secrets.get("B", { default: "the default" })).rejects.toMatchObject({
      code: "unavailable",
      provider: "upper",
    });
    expect(lower.calls).toEqual([]);
  });

  it("waits for a slow store to say what it lacks", async () => {
    const store = new ScriptedStore("store").set("app", '{"A":"old"}');
    const { secrets, clock } = makeSecrets([store], { cache: { ttl: 10 } });
    await secrets.get("app#A");
    const slow = gate();
    store.set("app", '{"A":"new","B":"new"}');
    store.gate = slow.closed;
    await clock.advance(10_000);
    const values = secrets.getMany(["app#A", "app#B"]);
    await clock.advance(500);
    slow.open();
    expect(await values).toEqual({ "app#A": "old", "app#B": "new" });
    expect(store.reads("app")).toBe(2);
  });

  it("of a group says nothing of the fields that it lacks either", async () => {
    const members = ["first", "second"].map((name) => new ScriptedStore(name).set("app", '{"A":"old"}'));
    for (const member of members) member.locate = ({ name }) => [{ path: "app", field: name, derived: true }];
    const { secrets, clock } = makeSecrets([members], { cache: { ttl: 10 } });
    await secrets.get("A");
    for (const member of members) member.set("app", { fails: "unavailable" });
    await clock.advance(10_000);
    expect(await secrets.get("A")).toBe("old");
    await expect(secrets.get("B", { default: "the default" })).rejects.toMatchObject({
      code: "unavailable",
      provider: "first",
    });
  });
});
