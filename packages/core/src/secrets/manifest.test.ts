import { describe, expect, it } from "vitest";
import { nodeHost } from "../host/node-host.ts";
import { makeSecrets } from "../testing/make-secrets.ts";
import { ScriptedStore } from "../testing/scripted-store.ts";
import { createSecrets } from "./create-secrets.ts";

describe("the manifest", () => {
  it("says who may answer: the others are not asked", async () => {
    const upper = new ScriptedStore("upper");
    const env = new ScriptedStore("env").set("a", "from the environment");
    const { secrets } = makeSecrets([upper, env], { secrets: { a: { from: ["upper"] } } });
    await expect(secrets.get("a")).rejects.toMatchObject({ code: "not_found" });
    expect(env.calls).toEqual([]);
    expect((await secrets.explain("a")).attempts[1]).toMatchObject({
      answer: "cannot_hold",
      detail: "the manifest allows only upper",
    });
  });

  it("spares a name that only the environment has from a store that would deny it", async () => {
    const upper = new ScriptedStore("upper").set("a", { fails: "denied" });
    const env = new ScriptedStore("env").set("a", "v");
    const { secrets } = makeSecrets([upper, env], { secrets: { a: { from: ["env"] } } });
    expect(await secrets.get("a")).toBe("v");
    expect(upper.calls).toEqual([]);
  });

  it("says where a provider keeps it", async () => {
    const store = new ScriptedStore("store").set("app/development/jwt", '{"KEY":"v"}');
    const { secrets } = makeSecrets([store], {
      secrets: { "jwt-secret-key": { locations: { store: "app/{environment}/jwt?field=KEY" } } },
    });
    expect(await secrets.get("jwt-secret-key")).toBe("v");
  });

  it("gives a default, for a definite absence alone", async () => {
    const store = new ScriptedStore("store");
    const { secrets } = makeSecrets([store], { secrets: { a: { default: "30" } } });
    expect(await secrets.get("a")).toBe("30");
    secrets.clear();
    store.set("a", { fails: "timeout" });
    await expect(secrets.get("a")).rejects.toMatchObject({ code: "timeout" });
  });

  it("that no link of this chain may answer for fails that name alone", async () => {
    const store = new ScriptedStore("store").set("a", "v").set("b", "v");
    const { secrets } = makeSecrets([store], { secrets: { a: { from: ["aws"] } } });
    expect(await secrets.get("b")).toBe("v");
    await expect(secrets.get("a")).rejects.toMatchObject({
      code: "not_found",
      message: expect.stringContaining("the manifest allows only aws"),
    });
  });

  it("that is malformed is refused at the start, with every problem", () => {
    const store = new ScriptedStore("store");
    const create = (): unknown =>
      makeSecrets([store], { secrets: { "b//c": {}, d: { locations: { store: "../x" } } } });
    expect(create).toThrow(/segment of the path is empty.*"\.\."/s);
  });
});

describe("createSecrets", () => {
  const store = new ScriptedStore("store");

  it("tells instances of one provider apart by label, and refuses two alike", () => {
    const host = nodeHost({ env: {} });
    expect(() => createSecrets({ providers: [store.provider(), store.provider("dr")], host })).not.toThrow();
    expect(() => createSecrets({ providers: [store.provider(), store.provider()], host })).toThrow(
      /holds store twice/,
    );
    expect(() => createSecrets({ providers: [store.provider("D.R")], host })).toThrow(/proper label/);
  });

  it("refuses an empty chain, and leaves a write-only store out of one", async () => {
    expect(() => makeSecrets([])).toThrow(/no provider that can read/);
    const writeOnly = new ScriptedStore("github", { read: false }).set("a", "never");
    const { secrets, events } = makeSecrets([writeOnly, store.set("a", "v")]);
    expect(await secrets.get("a")).toBe("v");
    expect(writeOnly.calls).toEqual([]);
    expect(events).toContainEqual(
      expect.objectContaining({ code: "CLAVIGER_WRITE_ONLY", provider: "github" }),
    );
  });

  it("refuses a cache or a fallback that is none", () => {
    expect(() => makeSecrets([store], { cache: { ttl: -1 } })).toThrow(
      /cache\.ttl is not a number of seconds/,
    );
    expect(() => makeSecrets([store], { fallback: "always" as never })).toThrow(/fallback is not one of/);
  });
});

describe("stats and events", () => {
  it("count reads, hits, failures and names, and hold no value", async () => {
    const store = new ScriptedStore("store").set("a", "hunter2").set("b", { fails: "denied" });
    const { secrets, events } = makeSecrets([store]);
    await secrets.get("a");
    await secrets.get("a");
    await secrets.get("b").catch(() => {});
    const stats = secrets.stats();
    expect(stats).toMatchObject({
      environment: "development",
      ttl: 300,
      names: ["a"],
      reads: 3,
      hits: 1,
      failures: 1,
    });
    expect(events.map(({ type }) => type)).toEqual(["miss", "resolved", "resolved", "hit", "miss", "failed"]);
    expect(events[2]).toMatchObject({ type: "resolved", name: "a", provider: "store", cached: true });
    expect(JSON.stringify([events, stats])).not.toContain("hunter2");
  });

  it("do not let a listener's fault fail a read", async () => {
    const { secrets } = makeSecrets([new ScriptedStore("store").set("a", "v")], {
      onEvent: () => {
        throw new Error("listener");
      },
    });
    expect(await secrets.get("a")).toBe("v");
  });
});
