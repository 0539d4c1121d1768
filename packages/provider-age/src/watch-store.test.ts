import { writeFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { type AgeProvider, temporaryDirectory } from "./testing/age-provider.ts";

const directory = temporaryDirectory();

function watching({ provider, ctx }: AgeProvider, paths: readonly string[]): readonly (readonly string[])[] {
  const told: (readonly string[])[] = [];
  const locations = paths.map((path) => ({ path }));
  const watch = provider.watch?.(locations, (changed) => told.push(changed), ctx);
  onTestFinished(() => watch?.[Symbol.dispose]());
  return told;
}

describe("a watch of the store", () => {
  it("tells of what another writes, deletes and adds, and not of what only looks changed", async () => {
    await directory.make();
    const writer = directory.open();
    await writer.put("changes", "1");
    await writer.put("goes", "1");
    await writer.put("stays", "1");
    const told = watching(directory.open(), ["changes", "goes", "comes", "stays"]);
    await writer.put("changes", "2");
    await vi.waitFor(() => expect(told.flat()).toContain("changes"), { timeout: 4_000 });
    await writer.put("stays", "pending", { stage: "pending" });
    await writer.provider.delete?.({ path: "goes" }, {}, writer.ctx);
    await writer.put("comes", "1");
    await vi.waitFor(() => expect(new Set(told.flat())).toEqual(new Set(["changes", "goes", "comes"])), {
      timeout: 4_000,
    });
  });

  it("outlives a store that cannot be opened for a while", async () => {
    await directory.make();
    const writer = directory.open();
    await writer.put("key", "1");
    const told = watching(directory.open(), ["key"]);
    await delay(200);
    const sound = await directory.read("store.age");
    await writeFile(directory.at("store.age"), "garbage");
    await delay(200);
    expect(told).toEqual([]);
    await writeFile(directory.at("store.age"), sound);
    await delay(200);
    await writer.put("key", "2");
    await vi.waitFor(() => expect(told).toEqual([["key"]]), { timeout: 4_000 });
  });

  it("ends with its instance, and leaves no watcher", async () => {
    await directory.make();
    const opened = directory.open();
    const told = watching(opened, ["key"]);
    await delay(100);
    await opened.provider.close?.();
    await directory.open().put("key", "1");
    await delay(150);
    expect(told).toEqual([]);
    expect(process.getActiveResourcesInfo().filter((resource) => resource === "FSEventWrap")).toEqual([]);
  });
});
