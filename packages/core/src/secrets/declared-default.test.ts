import { describe, expect, it } from "vitest";
import { makeSecrets } from "../testing/make-secrets.ts";
import { ScriptedStore } from "../testing/scripted-store.ts";

describe("the default that the manifest declares", () => {
  it("is the name's own: not a field's, and not that of one store alone", async () => {
    const { secrets } = makeSecrets([new ScriptedStore("store")], { secrets: { a: { default: "30" } } });
    expect(await secrets.get("a")).toBe("30");
    expect(new TextDecoder().decode(await secrets.getBytes("a"))).toBe("30");
    await expect(secrets.get("secret://store/a")).rejects.toMatchObject({ code: "not_found" });
    await expect(secrets.get("a#field")).rejects.toMatchObject({ code: "not_found" });
  });

  it("is no bundle", async () => {
    const { secrets } = makeSecrets([new ScriptedStore("store")], {
      secrets: { a: { default: "30" }, b: { default: '{"A":"1"}' } },
    });
    await expect(secrets.getBundle("a")).rejects.toMatchObject({ code: "not_found" });
    await expect(secrets.getBundle("b")).rejects.toMatchObject({ code: "not_found" });
  });
});
