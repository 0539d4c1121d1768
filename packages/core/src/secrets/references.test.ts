import { describe, expect, it } from "vitest";
import { makeSecrets } from "../testing/make-secrets.ts";
import { ScriptedStore } from "../testing/scripted-store.ts";

function configured(reference: string): ScriptedStore {
  return new ScriptedStore("env", { versions: "none", references: true }).set("a", {
    type: "reference",
    reference,
  });
}

describe("a reference in configuration", () => {
  it("is read from where it points", async () => {
    const store = new ScriptedStore("store").set("app", '{"KEY":"v"}');
    const { secrets } = makeSecrets([configured("secret://store/app?field=KEY"), store]);
    expect(await secrets.get("a")).toBe("v");
    expect(await secrets.explain("a")).toMatchObject({
      provider: "env",
      attempts: [{ location: "store app" }, {}],
    });
  });

  it("may hand the choice back to the chain", async () => {
    const { secrets } = makeSecrets([configured("secret:///b"), new ScriptedStore("store").set("b", "v")]);
    expect(await secrets.get("a")).toBe("v");
  });

  it("is resolved one level deep", async () => {
    const env = configured("secret:///b").set("b", { type: "reference", reference: "secret:///c" });
    await expect(makeSecrets([env]).secrets.get("a")).rejects.toMatchObject({ code: "invalid_ref" });
    const self = configured("secret:///a");
    await expect(makeSecrets([self]).secrets.get("a")).rejects.toMatchObject({ code: "invalid_ref" });
  });

  it("in a value that a store returned is data, not a reference", async () => {
    const { secrets } = makeSecrets([new ScriptedStore("store").set("a", "secret://store/b").set("b", "v")]);
    expect(await secrets.get("a")).toBe("secret://store/b");
  });

  it("from a store that is no configuration is the provider's defect", async () => {
    const store = new ScriptedStore("store").set("a", { type: "reference", reference: "secret://store/b" });
    await expect(makeSecrets([store]).secrets.get("a")).rejects.toMatchObject({ code: "internal" });
  });

  it.each(["unavailable", "denied", "timeout"] as const)(
    "whose target is %s is that failure, never the next layer",
    async (code) => {
      const store = new ScriptedStore("store").set("b", { fails: code }).set("a", "not this one");
      const { secrets } = makeSecrets([configured("secret://store/b"), store], { fallback: "any" });
      await expect(secrets.get("a")).rejects.toMatchObject({ code, provider: "env" });
    },
  );

  it("that leads nowhere is an error, not absence", async () => {
    const store = new ScriptedStore("store").set("a", "not this one");
    const { secrets } = makeSecrets([configured("secret://store/b"), store]);
    await expect(secrets.get("a", { default: "d" })).rejects.toMatchObject({
      code: "not_found",
      message: expect.stringContaining('"a" refers to secret://store/b'),
    });
  });

  it("that is malformed, or names nobody, says so", async () => {
    await expect(makeSecrets([configured("secret://store")]).secrets.get("a")).rejects.toMatchObject({
      code: "invalid_ref",
    });
    await expect(makeSecrets([configured("secret://nobody/x")]).secrets.get("a")).rejects.toMatchObject({
      code: "not_configured",
    });
  });

  it("carries a version to its target", async () => {
    const store = new ScriptedStore("store").set("b", "now").set("b@previous", "before");
    const { secrets } = makeSecrets([configured("secret://store/b"), store]);
    expect(await secrets.get("a", { stage: "previous" })).toBe("before");
    expect(await secrets.get("a")).toBe("now");
  });

  it("carries a field to its target", async () => {
    const store = new ScriptedStore("store").set("b", '{"x":{"y":"v"}}');
    const { secrets } = makeSecrets([configured("secret://store/b"), store]);
    expect(await secrets.get("a#/x/y")).toBe("v");
    await expect(secrets.get("a#z")).rejects.toMatchObject({ code: "field_not_found" });
  });

  it("is refreshed through to its target", async () => {
    const store = new ScriptedStore("store").set("b", "1");
    const { secrets } = makeSecrets([configured("secret://store/b"), store]);
    await secrets.get("a");
    store.set("b", "2");
    expect(await secrets.refresh("a")).toBe("2");
  });

  it("is cached like any other: no call for the second read", async () => {
    const store = new ScriptedStore("store").set("b", "1");
    const env = configured("secret://store/b");
    const { secrets } = makeSecrets([env, store]);
    await secrets.get("a");
    await secrets.get("a");
    expect([...env.calls, ...store.calls]).toEqual(["a", "b"]);
  });
});
