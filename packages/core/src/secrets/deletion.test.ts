import { describe, expect, test } from "vitest";
import { chainOf } from "../testing/chain-of.ts";
import { WritableStore } from "../testing/writable-store.ts";

describe("deletion", () => {
  test("ends what is cached, can be repeated, and undone", async () => {
    const store = new WritableStore("store").store("a", "1");
    const { secrets, events } = chainOf([store.provider()]);
    await secrets.get("a");
    await secrets.delete("a");
    expect(await secrets.get("a", { required: false })).toBeUndefined();
    await secrets.delete("a");
    await secrets.restore("a");
    expect(await secrets.get("a")).toBe("1");
    expect(events.flatMap((event) => (event.type === "written" ? [event.action] : []))).toEqual([
      "delete",
      "delete",
      "restore",
    ]);
  });

  test("of one field is not undone for the secret that holds it, nor is a stage moved", async () => {
    const store = new WritableStore("store").store("bundle", { type: "fields", fields: { A: "1", B: "2" } });
    store.locate = ({ name }) => [{ path: "bundle", field: name, derived: true }];
    const { secrets } = chainOf([store.provider()]);
    await secrets.delete("A");
    await expect(secrets.restore("A")).rejects.toMatchObject({ code: "invalid_ref" });
    await expect(secrets.setStage("A", "current", { to: "1" })).rejects.toMatchObject({
      code: "invalid_ref",
    });
    expect(store.current("bundle")).toEqual({ type: "fields", fields: { B: "2" } });
  });

  test("where the store cannot is unsupported", async () => {
    const store = new WritableStore("store").store("a", "1");
    store.methods = ["get", "put"];
    const { secrets } = chainOf([store.provider()]);
    for (const call of [
      secrets.delete("a"),
      secrets.restore("a"),
      secrets.setStage("a", "current", { to: "1" }),
    ]) {
      await expect(call).rejects.toMatchObject({ code: "unsupported", hint: expect.any(String) });
    }
  });
});
