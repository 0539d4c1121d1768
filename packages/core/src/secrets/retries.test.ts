import { describe, expect, it } from "vitest";
import type { ErrorCode } from "../errors/error-code.ts";
import { settled } from "../testing/fake-clock.ts";
import { makeSecrets } from "../testing/make-secrets.ts";
import { type Answer, hang, ScriptedStore, type Script } from "../testing/scripted-store.ts";

/** One answer a call, the last one for good. */
function inTurn(...answers: readonly Answer[]): Script {
  let call = 0;
  return () => answers[Math.min(call++, answers.length - 1)];
}

const permanent: readonly ErrorCode[] = [
  "denied",
  "auth_failed",
  "not_configured",
  "invalid_ref",
  "invalid_value",
  "decode",
  "disabled",
  "version_not_found",
  "conflict",
  "deleted",
  "internal",
  "unsupported",
];

describe("a failed call", () => {
  it.each(["throttled", "unavailable", "timeout"] as const)("with %s is made again", async (code) => {
    const store = new ScriptedStore("store").set("a", inTurn({ fails: code }, { fails: code }, "v"));
    const { secrets, events } = makeSecrets([store]);
    expect(await secrets.get("a")).toBe("v");
    expect(events.filter(({ type }) => type === "retry")).toEqual([
      { type: "retry", provider: "store", location: "a", code, attempt: 1, delayMs: 0 },
      { type: "retry", provider: "store", location: "a", code, attempt: 2, delayMs: 0 },
    ]);
    expect(secrets.stats()).toMatchObject({ degraded: 0, failures: 0, links: [{ retries: 2, calls: 1 }] });
  });

  it.each(permanent)("with %s is not made again", async (code) => {
    const store = new ScriptedStore("store").set("a", { fails: code });
    const { secrets, events } = makeSecrets([store]);
    await secrets.get("a").catch(() => {});
    expect(store.calls).toHaveLength(1);
    expect(events.filter(({ type }) => type === "retry")).toEqual([]);
  });

  it("with an absence is not made again", async () => {
    const store = new ScriptedStore("store");
    await makeSecrets([store]).secrets.get("a", { required: false });
    expect(store.calls).toHaveLength(1);
  });

  it("of a location that mints is not made again: a value may have been made", async () => {
    const store = new ScriptedStore("store").set("a", { fails: "unavailable" });
    store.locate = ({ name }) => [{ path: name, mints: true }];
    const { secrets } = makeSecrets([store]);
    await expect(secrets.get("a")).rejects.toMatchObject({ code: "unavailable" });
    expect(store.calls).toHaveLength(1);
  });

  it("is made three times in all", async () => {
    const store = new ScriptedStore("store").set("a", { fails: "throttled" });
    const { secrets } = makeSecrets([store]);
    await expect(secrets.get("a")).rejects.toMatchObject({ code: "throttled" });
    expect(store.calls).toHaveLength(3);
  });

  it("waits by chance up to a bound that doubles (full jitter)", async () => {
    const chance = [0, 0.25, 0.75];
    const store = new ScriptedStore("store").set("a", { fails: "throttled" });
    const { secrets, clock, events } = makeSecrets([store], { random: () => chance.shift() ?? 0 });
    chance.shift();
    const value = secrets.get("a").catch(() => {});
    await settled();
    await clock.advance(10_000);
    await value;
    const delays = events.flatMap((event) => (event.type === "retry" ? [event.delayMs] : []));
    expect(delays).toEqual([50, 300]);
  });

  it("waits as long as the store asked (Retry-After)", async () => {
    const store = new ScriptedStore("store").set("a", inTurn({ fails: "throttled", retryAfter: 1.5 }, "v"));
    const { secrets, clock } = makeSecrets([store]);
    const value = secrets.get("a");
    await settled();
    await clock.advance(1_499);
    expect(store.calls).toHaveLength(1);
    await clock.advance(1);
    expect(await value).toBe("v");
  });

  it("is not made again where the store asked for more time than is left", async () => {
    const store = new ScriptedStore("store").set("a", { fails: "throttled", retryAfter: 60 });
    const { secrets, clock } = makeSecrets([store]);
    await expect(secrets.get("a")).rejects.toMatchObject({ code: "throttled", retryAfter: 60 });
    expect(store.calls).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  it("that hangs is given up after 2 s, and made again with all the time that is left", async () => {
    const store = new ScriptedStore("store").set("a", inTurn(hang, hang));
    const { secrets, clock } = makeSecrets([store]);
    const value = secrets.get("a").catch((error: unknown) => error);
    await settled();
    await clock.advance(1_999);
    expect(store.calls).toHaveLength(1);
    expect(store.contexts[0]?.signal.aborted).toBe(false);
    await clock.advance(1);
    expect(store.calls).toHaveLength(2);
    expect(store.contexts[0]?.signal.aborted).toBe(true);
    expect((store.contexts[1]?.deadline ?? 0) - clock.now()).toBe(3_000);
    await clock.advance(3_000);
    expect(await value).toMatchObject({ code: "timeout" });
    expect(clock.pending).toBe(0);
  });

  it("ends with its caller's abort, in the middle of a wait", async () => {
    const store = new ScriptedStore("store").set("a", { fails: "throttled", retryAfter: 2 });
    const { secrets, clock } = makeSecrets([store]);
    const controller = new AbortController();
    const value = secrets.get("a", { signal: controller.signal }).catch((error: unknown) => error);
    await settled();
    await clock.advance(1_000);
    controller.abort();
    expect(await value).toMatchObject({ code: "aborted" });
    await clock.advance(10_000);
    expect(store.calls).toHaveLength(1);
  });

  it("that would be held back by the breaker is neither announced nor waited for", async () => {
    const store = new ScriptedStore("store").set("a", { fails: "unavailable" });
    const { secrets, clock, events } = makeSecrets([store], { random: () => 0.9 });
    const first = secrets.get("a").catch(() => {});
    await settled();
    await clock.advance(5_000);
    await first;
    events.length = 0;
    const second = secrets.get("a").catch((error: unknown) => error);
    await settled();
    await clock.advance(200);
    expect(await second).toMatchObject({ code: "unavailable" });
    expect(store.calls).toHaveLength(5);
    expect(events.filter(({ type }) => type === "retry")).toHaveLength(1);
  });
});
