import { describe, expect, it } from "vitest";
import type { SecretRecord } from "../contract/secret-record.ts";
import { makeSecrets } from "../testing/make-secrets.ts";
import { ScriptedStore } from "../testing/scripted-store.ts";

function record(id: string, text: string): SecretRecord {
  return { id, value: { type: "text", text } };
}

describe("a name and the canonical id behind it", () => {
  it("part when the name comes to mean another secret", async () => {
    const store = new ScriptedStore("store").set("a", record("arn:1", "first"));
    const { secrets } = makeSecrets([store]);
    await secrets.get("a");
    store.set("a", record("arn:2", "second")).set("arn:1", undefined);
    await secrets.refresh("a");
    expect(await secrets.get("a")).toBe("second");
    await expect(secrets.get("secret://store/arn:1")).rejects.toMatchObject({ code: "not_found" });
  });

  it("stay one entry when either is read anew", async () => {
    const store = new ScriptedStore("store")
      .set("a", record("arn:1", "1"))
      .set("arn:1", record("arn:1", "2"));
    const { secrets } = makeSecrets([store]);
    await secrets.get("a");
    await secrets.refresh("secret://store/arn:1");
    expect(await secrets.get("a")).toBe("2");
    expect(store.calls).toEqual(["a", "arn:1"]);
  });
});

describe("a record whose end is no date", () => {
  it("is a defect of the provider, and not kept for ever", async () => {
    const store = new ScriptedStore("store");
    store.set("a", { ...record("a", "v"), expiresAt: new Date(Number.NaN) });
    await expect(makeSecrets([store]).secrets.get("a")).rejects.toMatchObject({ code: "internal" });
  });
});
