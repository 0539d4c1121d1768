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
