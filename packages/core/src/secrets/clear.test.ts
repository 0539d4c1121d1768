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

describe("clear", () => {
  it("forgets what a reference points at, though the reference itself is past its TTL", async () => {
    const { secrets, store, clock } = referring();
    await secrets.get("a");
    await clock.advance(250_000);
    store.set("b", "new");
    await secrets.refresh("secret://store/b");
    await clock.advance(60_000);
    store.set("b", "newest");
    secrets.clear("a");
    expect(await secrets.get("a")).toBe("newest");
  });

  it("does not throw for a reference that is malformed", async () => {
    const { secrets, env } = referring();
    env.set("a", { type: "reference", reference: "secret://store/../b" });
    await expect(secrets.get("a")).rejects.toMatchObject({ code: "invalid_ref" });
    expect(() => secrets.clear("a")).not.toThrow();
    env.set("a", "v");
    expect(await secrets.get("a")).toBe("v");
  });

  it("forgets the versions and stages that were read of a secret, too", async () => {
    const store = new ScriptedStore("store").set("a", "2").set("a@previous", "1");
    const { secrets } = makeSecrets([store]);
    await secrets.get("a", { stage: "previous" });
    store.set("a@previous", "2");
    expect(await secrets.get("a", { stage: "previous" })).toBe("1");
    secrets.clear("a");
    expect(await secrets.get("a", { stage: "previous" })).toBe("2");
  });
});
