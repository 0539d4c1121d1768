import { describe, expect, it } from "vitest";
import { settled } from "../testing/fake-clock.ts";
import { gate } from "../testing/gate.ts";
import { makeSecrets } from "../testing/make-secrets.ts";
import { hang, ScriptedStore } from "../testing/scripted-store.ts";

describe("close", () => {
  it("fails a read that a refresh overtook, too", async () => {
    const store = new ScriptedStore("store").set("a", hang);
    const { secrets, clock } = makeSecrets([store]);
    const reads = [secrets.get("a"), secrets.refresh("a")].map((read) =>
      read.catch((error: unknown) => error),
    );
    await settled();
    await secrets.close();
    expect(await Promise.all(reads)).toMatchObject([{ code: "aborted" }, { code: "aborted" }]);
    expect(store.contexts.every(({ signal }) => signal.aborted)).toBe(true);
    expect(clock.pending).toBe(0);
  });

  it("fails a read that was under way when its name was cleared, too", async () => {
    const store = new ScriptedStore("store").set("a", hang).set("b", hang);
    const { secrets, clock } = makeSecrets([store]);
    const reads = [secrets.get("a"), secrets.get("b")].map((read) => read.catch((error: unknown) => error));
    await settled();
    secrets.clear("a");
    secrets.clear();
    await secrets.close();
    expect(await Promise.all(reads)).toMatchObject([{ code: "aborted" }, { code: "aborted" }]);
    expect(clock.pending).toBe(0);
  });

  it("lets no read that was under way go on to the next layer", async () => {
    const upper = new ScriptedStore("upper");
    const slow = gate();
    upper.gate = slow.closed;
    const lower = new ScriptedStore("lower").set("a", "low");
    const { secrets } = makeSecrets([upper, lower]);
    const value = secrets.get("a").catch((error: unknown) => error);
    await settled();
    slow.open();
    // The answer is on its way, a turn of the microtask queue at a time.
    for (let turn = 0; turn < 6; turn++) await Promise.resolve();
    void secrets.close();
    await settled();
    expect(lower.calls).toEqual([]);
    expect(await value).toMatchObject({ code: "aborted" });
  });

  it("ends what goes on in the background", async () => {
    const store = new ScriptedStore("store").set("a", "v");
    const { secrets, clock } = makeSecrets([store], { cache: { ttl: 100 } });
    await secrets.get("a");
    store.set("a", hang);
    await clock.advance(90_000);
    await secrets.get("a");
    await settled();
    expect(clock.pending).toBeGreaterThan(0);
    await secrets.close();
    await settled();
    expect(clock.pending).toBe(0);
    expect(store.contexts.at(-1)?.signal.aborted).toBe(true);
  });
});
