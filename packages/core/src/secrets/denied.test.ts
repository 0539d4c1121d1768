import { describe, expect, it } from "vitest";
import { settled } from "../testing/fake-clock.ts";
import { makeSecrets } from "../testing/make-secrets.ts";
import { ScriptedStore } from "../testing/scripted-store.ts";

describe("denied", () => {
  it("fails the name, and the default is not given for it", async () => {
    const upper = new ScriptedStore("upper").set("a", { fails: "denied" });
    const lower = new ScriptedStore("lower").set("a", "low");
    const { secrets } = makeSecrets([upper, lower], { fallback: "unavailable" });
    await expect(secrets.get("a", { default: "d" })).rejects.toMatchObject({
      code: "denied",
      provider: "upper",
      hint: expect.stringContaining(
        "lower would be asked only with SECRETS_FALLBACK=any (it is unavailable)",
      ),
    });
    expect(lower.calls).toEqual([]);
  });

  it("that stopped the chain after an outage was stepped past is what the hint is about", async () => {
    const upper = new ScriptedStore("upper").set("a", { fails: "unavailable" });
    const middle = new ScriptedStore("middle").set("a", { fails: "denied" });
    const lower = new ScriptedStore("lower").set("a", "low");
    const { secrets } = makeSecrets([upper, middle, lower], { fallback: "unavailable" });
    await expect(secrets.get("a")).rejects.toMatchObject({
      code: "unavailable",
      provider: "upper",
      hint: expect.stringContaining(
        "lower would be asked only with SECRETS_FALLBACK=any (it is unavailable)",
      ),
    });
    expect(lower.calls).toEqual([]);
  });

  it("ends the life of what was cached, for every reader", async () => {
    const store = new ScriptedStore("store").set("a", "v");
    const { secrets } = makeSecrets([store]);
    await secrets.get("a");
    store.set("a", { fails: "denied" });
    await secrets.refresh("a").catch(() => {});
    await expect(secrets.get("a")).rejects.toMatchObject({ code: "denied" });
    await expect(secrets.getBytes("a")).rejects.toMatchObject({ code: "denied" });
    expect(secrets.stats().names).toEqual([]);
  });

  it("is never cached: the next read asks again", async () => {
    const store = new ScriptedStore("store").set("a", { fails: "denied" });
    const { secrets } = makeSecrets([store]);
    await secrets.get("a").catch(() => {});
    store.set("a", "v");
    expect(await secrets.get("a")).toBe("v");
  });
});

/** A chain whose upper store denies what it does not have. */
function lenient(): ReturnType<typeof makeSecrets> & { readonly upper: ScriptedStore } {
  const upper = new ScriptedStore("upper").set("a", { fails: "denied" }).set("b", { fails: "denied" });
  const lower = new ScriptedStore("lower").set("a", "low");
  const made = makeSecrets([upper, lower], {
    providers: [upper.provider(undefined, { denied: "absent" }), lower.provider()],
  });
  return { ...made, upper };
}

describe('with denied: "absent"', () => {
  it("a denial is an absence, warned about once", async () => {
    const { secrets, events } = lenient();
    expect(await secrets.get("a")).toBe("low");
    expect(await secrets.get("b", { default: "d" })).toBe("d");
    const warnings = events.filter((event) => event.type === "warning");
    expect(warnings).toMatchObject([{ code: "CLAVIGER_DENIED_AS_ABSENT", provider: "upper" }]);
    expect(secrets.stats()).toMatchObject({ degraded: 0, failures: 0 });
    expect((await secrets.explain("a")).attempts[0]).toMatchObject({
      answer: "absent",
      detail: "it was denied, which is taken for absence here",
    });
  });

  it("a denial still ends the life of what was cached", async () => {
    const { secrets, upper } = lenient();
    upper.set("a", "high");
    expect(await secrets.get("a")).toBe("high");
    upper.set("a", { fails: "denied" });
    expect(await secrets.refresh("a")).toBe("low");
    expect(await secrets.get("a")).toBe("low");
  });

  it("refused credentials are none", async () => {
    const { secrets, upper } = lenient();
    upper.set("a", { fails: "auth_failed" });
    await expect(secrets.get("a")).rejects.toMatchObject({ code: "auth_failed" });
  });
});

describe("a store that has nothing", () => {
  it("of three names that a lower layer has is warned about once, and in stats", async () => {
    const upper = new ScriptedStore("upper");
    const lower = new ScriptedStore("lower").set("a", "1").set("b", "2").set("c", "3").set("d", "4");
    const { secrets, events } = makeSecrets([upper, lower]);
    await secrets.getMany(["a", "b"]);
    await secrets.get("a");
    expect(events.filter(({ type }) => type === "warning")).toEqual([]);
    expect(secrets.stats().links[0]?.hasNothing).toBe(false);
    await secrets.get("c");
    await secrets.get("d");
    expect(events.filter(({ type }) => type === "warning")).toMatchObject([
      { code: "CLAVIGER_NOTHING_THERE", provider: "upper" },
    ]);
    expect(secrets.stats().links).toMatchObject([{ hasNothing: true }, { hasNothing: false }]);
  });

  it("is not warned about where nobody has the names", async () => {
    const { secrets, events } = makeSecrets([new ScriptedStore("upper"), new ScriptedStore("lower")]);
    for (const name of ["a", "b", "c", "d"]) await secrets.get(name, { required: false });
    expect(events.filter(({ type }) => type === "warning")).toEqual([]);
  });

  it("is one that never had any: a single value clears it of the suspicion", async () => {
    const upper = new ScriptedStore("upper").set("x", "v");
    const lower = new ScriptedStore("lower").set("a", "1").set("b", "2").set("c", "3");
    const { secrets, events } = makeSecrets([upper, lower]);
    await secrets.getMany(["a", "b", "x", "c"]);
    await settled();
    expect(events.filter(({ type }) => type === "warning")).toEqual([]);
    expect(secrets.stats().links[0]?.hasNothing).toBe(false);
  });
});

describe("no event, statistic or error", () => {
  it("holds a value, whatever happened", async () => {
    const store = new ScriptedStore("store").set("a", "hunter2").set("b", "hunter2");
    const lower = new ScriptedStore("lower").set("a", "hunter2");
    const { secrets, clock, events } = makeSecrets([store, lower], {
      cache: { ttl: 10 },
      fallback: "any",
    });
    const told: unknown[] = [];
    const tell = async (read: Promise<unknown>): Promise<void> => {
      told.push(await read.then(() => undefined).catch((error: unknown) => [error, String(error)]));
    };
    await secrets.getMany(["a", "b"]);
    store.set("a", "hunter2-two").set("b", { fails: "unavailable" });
    await clock.advance(10_000);
    await secrets.getMany(["a", "b"]);
    for (const code of ["denied", "throttled", "deleted", "decode", "disabled"] as const) {
      store.set("a", { fails: code });
      await tell(secrets.refresh("a"));
      await tell(secrets.refresh("b"));
      told.push(await secrets.explain("a"));
    }
    store.set("a", "hunter2").set("c", { fails: "timeout" });
    for (const name of ["a", "a", "c", "c"]) await tell(secrets.get(name));
    told.push(secrets.stats());
    await secrets.close();
    expect(new Set(events.map(({ type }) => type))).toEqual(
      new Set([
        "miss",
        "hit",
        "resolved",
        "retry",
        "stale",
        "changed",
        "breaker",
        "fallback",
        "failed",
        "warning",
        "closed",
      ]),
    );
    expect(JSON.stringify([events, told])).not.toContain("hunter2");
  });
});
