import { describe, expect, it } from "vitest";
import { settled } from "../testing/fake-clock.ts";
import { makeSecrets } from "../testing/make-secrets.ts";
import { hang, ScriptedStore } from "../testing/scripted-store.ts";

/** Stores that never answer for `a`. */
function hanging(...names: readonly string[]): ScriptedStore[] {
  return names.map((name) => new ScriptedStore(name).set("a", hang));
}

describe("a resolution", () => {
  it.each([1, 2, 3, 4, 6, 10])("of %i links that all hang takes 15 s at most, a link 5 s", async (count) => {
    const stores = hanging(...Array.from({ length: count }, (_, index) => `s${index}`));
    const { secrets, clock } = makeSecrets(stores, { fallback: "unavailable" });
    let ended = 0;
    const read = secrets
      .get("a")
      .catch((error: unknown) => error)
      .finally(() => (ended = clock.monotonic()));
    await settled();
    await clock.advance(60_000);
    expect(await read).toMatchObject({ code: "timeout", provider: "s0" });
    expect(ended).toBeCloseTo(Math.min(15_000, count * 5_000), 3);
    expect(stores.every(({ calls }) => calls.length > 0)).toBe(true);
    expect(clock.pending).toBe(0);
  });

  it("gives the link after many that hang its share, and hears it", async () => {
    const upper = hanging("s0", "s1", "s2", "s3", "s4", "s5", "s6");
    const last = new ScriptedStore("last").set("a", "v");
    const { secrets, clock } = makeSecrets([...upper, last], { fallback: "unavailable" });
    const value = secrets.get("a");
    await settled();
    await clock.advance(15_000);
    expect(await value).toBe("v");
    const left = (last.contexts[0]?.deadline ?? 0) - clock.now();
    expect(left).toBeLessThanOrEqual(750);
  });

  it("gives each member of a group its time", async () => {
    const members = hanging("one", "two");
    const lower = new ScriptedStore("lower").set("a", "low");
    const { secrets, clock } = makeSecrets([members, lower], { fallback: "unavailable" });
    const value = secrets.get("a");
    await settled();
    await clock.advance(10_000);
    expect(await value).toBe("low");
    expect(members.map(({ calls }) => calls.length)).toEqual([2, 2]);
  });

  it("gives all of a link's places one time together", async () => {
    const store = new ScriptedStore("store").set("first/a", hang).set("second/a", hang);
    store.locate = ({ name }) => [{ path: `first/${name}` }, { path: `second/${name}` }];
    const { secrets, clock } = makeSecrets([store]);
    const value = secrets.get("a").catch((error: unknown) => error);
    await settled();
    await clock.advance(5_000);
    expect(await value).toMatchObject({ code: "timeout" });
  });

  it("through a reference has no more time than one without", async () => {
    const env = new ScriptedStore("env", { versions: "none", references: true });
    env.set("a", { type: "reference", reference: "secret://store/b" });
    const store = new ScriptedStore("store").set("b", hang);
    const { secrets, clock } = makeSecrets([env, store]);
    const value = secrets.get("a").catch((error: unknown) => error);
    await settled();
    await clock.advance(15_000);
    expect(await value).toMatchObject({ code: "timeout" });
    expect(clock.pending).toBe(0);
  });

  it("tells the provider its deadline and ends the signal there", async () => {
    const [store] = hanging("store");
    const { secrets, clock } = makeSecrets(store ? [store] : []);
    const value = secrets.get("a").catch(() => {});
    await settled();
    expect(store?.contexts[0]).toMatchObject({ deadline: clock.now() + 2_000 });
    await clock.advance(2_000);
    expect(store?.contexts[0]?.signal.aborted).toBe(true);
    await clock.advance(3_000);
    await value;
  });
});
