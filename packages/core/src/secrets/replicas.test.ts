import { describe, expect, it } from "vitest";
import { type Fallback, fallbacks } from "../chain/decision-table.ts";
import type { ErrorCode } from "../errors/error-code.ts";
import { settled } from "../testing/fake-clock.ts";
import { makeSecrets } from "../testing/make-secrets.ts";
import { hang, ScriptedStore } from "../testing/scripted-store.ts";

/** The specification: what a group does when a member answers so, and with which `fallback`. */
const specification: Readonly<Record<ErrorCode, "next" | "past" | readonly Fallback[]>> = {
  unsupported: "next",
  deleted: "next",
  field_not_found: [],
  version_not_found: [],
  disabled: [],
  decode: [],
  conflict: [],
  throttled: "past",
  unavailable: "past",
  timeout: "past",
  denied: ["any"],
  auth_failed: ["any"],
  not_configured: [],
  invalid_ref: [],
  invalid_value: [],
  aborted: [],
  internal: [],
  not_found: [],
};

const cells = (Object.keys(specification) as ErrorCode[]).flatMap((code) =>
  fallbacks.map((fallback) => ({ code, fallback, row: specification[code] })),
);
const asAbsent = cells.filter(({ row }) => row === "next");
const steppedPast = cells.filter(
  ({ row, fallback }) => row === "past" || (row !== "next" && row.includes(fallback)),
);
const stopped = cells.filter((cell) => !asAbsent.includes(cell) && !steppedPast.includes(cell));

/** A group of two whose first member fails with `code`, over a lower layer. */
function groupWith(
  code: ErrorCode,
  fallback: Fallback,
): ReturnType<typeof makeSecrets> & {
  readonly first: ScriptedStore;
  readonly second: ScriptedStore;
  readonly lower: ScriptedStore;
} {
  const first = new ScriptedStore("first").set("a", { fails: code });
  const second = new ScriptedStore("second").set("a", "from second");
  const lower = new ScriptedStore("lower").set("a", "low");
  return { ...makeSecrets([[first, second], lower], { fallback }), first, second, lower };
}

describe("a member of a group that fails", () => {
  it.each(asAbsent)("with $code has nothing: the next is asked (fallback $fallback)", async (cell) => {
    const { secrets, second, lower } = groupWith(cell.code, cell.fallback);
    expect(await secrets.get("a")).toBe("from second");
    expect(secrets.stats().degraded).toBe(0);
    second.set("a", undefined);
    secrets.clear();
    expect(await secrets.get("a"), "all say so: the group is absent").toBe("low");
    expect(lower.calls).toEqual(["a"]);
  });

  it.each(steppedPast)("with $code is stepped past, loudly (fallback $fallback)", async (cell) => {
    const { secrets, events } = groupWith(cell.code, cell.fallback);
    expect(await secrets.get("a")).toBe("from second");
    expect(events).toContainEqual({ type: "fallback", name: "a", provider: "first", code: cell.code });
    expect(events).toContainEqual(
      expect.objectContaining({ type: "warning", code: "CLAVIGER_FALLBACK", provider: "first" }),
    );
    expect(events).toContainEqual(
      expect.objectContaining({ type: "resolved", degraded: true, provider: "second" }),
    );
    expect(secrets.stats()).toMatchObject({ degraded: 1, links: [{ steppedPast: 1 }, {}, {}] });
    expect(JSON.stringify(events)).not.toContain("from second");
  });

  it.each(steppedPast)("with $code is no absence (fallback $fallback)", async ({ code, fallback }) => {
    const { secrets, second, lower } = groupWith(code, fallback);
    second.set("a", undefined);
    lower.set("a", undefined);
    await expect(secrets.get("a", { default: "the default" })).rejects.toMatchObject({
      code,
      provider: "first",
    });
    expect(lower.calls).toEqual(
      fallback === "never" || (fallback === "unavailable" && /denied|auth/.test(code)) ? [] : ["a"],
    );
  });

  it.each(stopped)("with $code stops the chain (fallback $fallback)", async ({ code, fallback }) => {
    const { secrets, second, lower } = groupWith(code, fallback);
    await expect(secrets.get("a", { default: "the default" })).rejects.toMatchObject({
      code,
      provider: "first",
    });
    expect([...second.calls, ...lower.calls]).toEqual([]);
  });
});

describe("a group", () => {
  it("is absent only if every member says so", async () => {
    const first = new ScriptedStore("first");
    const second = new ScriptedStore("second").set("a", { fails: "unavailable" });
    const { secrets } = makeSecrets([[first, second]]);
    await expect(secrets.get("a", { default: "d" })).rejects.toMatchObject({
      code: "unavailable",
      provider: "second",
    });
    second.set("a", undefined);
    expect(await secrets.get("a", { default: "d" })).toBe("d");
  });

  it("fails with what its first member failed with, whatever a later one says", async () => {
    const first = new ScriptedStore("first").set("a", { fails: "unavailable" });
    const second = new ScriptedStore("second").set("a", { fails: "denied" });
    const lower = new ScriptedStore("lower").set("a", "low");
    const { secrets } = makeSecrets([[first, second], lower], { fallback: "unavailable" });
    await expect(secrets.get("a")).rejects.toMatchObject({
      code: "unavailable",
      provider: "first",
      attempts: [{ answer: "unavailable" }, { answer: "denied" }],
    });
    expect(lower.calls, "the denial may not be stepped past").toEqual([]);
  });

  it("asks the member that answered first for 30 s, and then the first again", async () => {
    const first = new ScriptedStore("first").set("a", { fails: "unavailable" }).set("b", "1").set("c", "1");
    const second = new ScriptedStore("second").set("a", "2").set("b", "2").set("c", "2");
    const { secrets, clock } = makeSecrets([[first, second]], { cache: { ttl: 0 } });
    expect(await secrets.get("a")).toBe("2");
    expect(await secrets.get("b"), "though the first has it").toBe("2");
    await clock.advance(29_999);
    expect(await secrets.get("b")).toBe("2");
    expect(first.reads("b")).toBe(0);
    await clock.advance(1);
    expect(await secrets.get("b")).toBe("1");
    expect(await secrets.get("c")).toBe("1");
  });

  it("stays with its first member when that one is merely without a name", async () => {
    const first = new ScriptedStore("first").set("b", "1");
    const second = new ScriptedStore("second").set("a", "2").set("b", "2");
    const { secrets } = makeSecrets([[first, second]]);
    expect(await secrets.get("a")).toBe("2");
    expect(await secrets.get("b")).toBe("1");
  });

  it("asks the others when the member that it stayed with fails too", async () => {
    const stores = ["one", "two", "three"].map((name) => new ScriptedStore(name).set("a", name));
    const [one, two] = stores;
    const { secrets } = makeSecrets([stores], { cache: { ttl: 0 } });
    one?.set("a", { fails: "unavailable" });
    expect(await secrets.get("a")).toBe("two");
    two?.set("a", { fails: "throttled" });
    expect(await secrets.get("a")).toBe("three");
    one?.set("a", "one");
    expect(await secrets.get("a")).toBe("three");
    expect(two?.calls).toHaveLength(4);
  });

  it("retries, caches and holds back each member by itself", async () => {
    const first = new ScriptedStore("first").set("a", { fails: "unavailable" });
    const second = new ScriptedStore("second").set("a", "2");
    const { secrets } = makeSecrets([[first, second]]);
    await secrets.get("a");
    expect([first.calls.length, second.calls.length]).toEqual([3, 1]);
    expect(await secrets.get("a")).toBe("2");
    expect([first.calls.length, second.calls.length], "from the second's cache").toEqual([3, 1]);
    await secrets.refresh("secret://first/a").catch(() => {});
    expect(secrets.stats().links).toMatchObject([
      { provider: "first", breaker: "open", retries: 3, entries: 0 },
      { provider: "second", breaker: "closed", retries: 0, entries: 1 },
    ]);
  });

  it("serves stale only after every member has failed", async () => {
    const first = new ScriptedStore("first").set("a", "1");
    const second = new ScriptedStore("second").set("a", "2");
    const { secrets, clock, events } = makeSecrets([[first, second]], { cache: { ttl: 10 } });
    expect(await secrets.get("a")).toBe("1");
    first.set("a", { fails: "unavailable" });
    await clock.advance(10_000);
    expect(await secrets.get("a"), "the second can be had").toBe("2");
    second.set("a", { fails: "unavailable" });
    await clock.advance(10_000);
    expect(await secrets.get("a")).toBe("2");
    expect(events).toContainEqual(expect.objectContaining({ type: "resolved", stale: true, degraded: true }));
    expect(events).toContainEqual(
      expect.objectContaining({ type: "stale", provider: "second", ageSeconds: 10 }),
    );
  });

  it("serves stale within 500 ms when its members are slow", async () => {
    const first = new ScriptedStore("first").set("a", "1");
    const second = new ScriptedStore("second").set("a", hang);
    const { secrets, clock } = makeSecrets([[first, second]], { cache: { ttl: 10 } });
    await secrets.get("a");
    first.set("a", hang);
    await clock.advance(10_000);
    let value: string | undefined;
    void secrets.get("a").then((text) => (value = text));
    await clock.advance(499);
    expect(value).toBeUndefined();
    await clock.advance(1);
    expect(value).toBe("1");
    await secrets.close();
  });

  it("serves nothing stale after a member's denial", async () => {
    const first = new ScriptedStore("first").set("a", "1");
    const second = new ScriptedStore("second").set("a", { fails: "denied" });
    const { secrets, clock } = makeSecrets([[first, second]], { cache: { ttl: 10 } });
    await secrets.get("a");
    first.set("a", { fails: "unavailable" });
    await clock.advance(10_000);
    await expect(secrets.get("a")).rejects.toMatchObject({ code: "unavailable", provider: "first" });
  });

  it.each(["a group", "two layers"])(
    "of two (%s) that is left while the second is asked fails with aborted",
    async (what) => {
      const first = new ScriptedStore("first").set("a", { fails: "unavailable" });
      const second = new ScriptedStore("second").set("a", hang);
      const { secrets } = makeSecrets(what === "a group" ? [[first, second]] : [first, second], {
        fallback: "unavailable",
      });
      const controller = new AbortController();
      const value = secrets.get("a", { signal: controller.signal }).catch((error: unknown) => error);
      await settled();
      controller.abort();
      expect(await value).toMatchObject({ code: "aborted", provider: "second" });
    },
  );

  it("does not tell a value of an outage that is over by the time it is asked again", async () => {
    const first = new ScriptedStore("first").set("a", { fails: "timeout" });
    const second = new ScriptedStore("second").set("a", "2");
    const { secrets, clock } = makeSecrets([[first, second]], { cache: { ttl: 10 } });
    await secrets.get("a");
    first.set("a", "1");
    await clock.advance(30_000);
    expect(await secrets.get("a")).toBe("1");
    expect(secrets.stats()).toMatchObject({ degraded: 1 });
    await settled();
  });
});
