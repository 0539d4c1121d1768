import { mkdir, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { temporaryDirectory } from "./testing/file-provider.ts";

const directory = temporaryDirectory();

describe("a watch", () => {
  it("tells of files that appear, change and go, and of no others", async () => {
    await directory.write("changes", "1");
    await directory.write("goes", "1");
    await directory.write("folder/deep", "1");
    const { provider, ctx } = directory.open();
    const told: string[] = [];
    const watched = ["changes", "goes", "appears", "folder/deep"].map((path) => ({ path }));
    const watch = provider.watch?.(watched, (paths) => told.push(...paths), ctx);
    onTestFinished(() => watch?.[Symbol.dispose]());
    await delay(300);
    await directory.write("other", "1");
    await directory.write("changes", "2");
    await directory.write("appears", "1");
    await directory.write("folder/deep", "2");
    await rm(join(directory.path, "goes"));
    await vi.waitFor(() => expect(new Set(told)).toEqual(new Set(watched.map(({ path }) => path))), {
      timeout: 4_000,
    });
  });

  it("sees by polling what no notice is given of", async () => {
    await mkdir(join(directory.path, "elsewhere/deep"), { recursive: true });
    await directory.write("elsewhere/deep/key", "1");
    await symlink("elsewhere/deep/key", join(directory.path, "key"));
    const clock = { now: () => Date.now(), monotonic: () => performance.now(), after: fastTimer };
    const { provider, ctx } = directory.open({}, { clock });
    const told: string[] = [];
    const watch = provider.watch?.([{ path: "key" }], (paths) => told.push(...paths), ctx);
    onTestFinished(() => watch?.[Symbol.dispose]());
    await delay(300);
    await directory.write("elsewhere/deep/key", "2");
    await vi.waitFor(() => expect(told).toEqual(["key"]), { timeout: 4_000 });
  });

  it("that ended tells nothing, and leaves no timer and no watcher", async () => {
    await directory.write("key", "1");
    const { provider, ctx } = directory.open();
    const told: string[] = [];
    const ending = [
      provider.watch?.([{ path: "key" }], (paths) => told.push(...paths), ctx),
      provider.watch?.([{ path: "key" }], (paths) => told.push(...paths), ctx),
    ];
    ending[0]?.[Symbol.dispose]();
    await delay(100);
    await provider.close?.();
    ending[1]?.[Symbol.dispose]();
    await directory.write("key", "2");
    await delay(200);
    expect(told).toEqual([]);
    expect(process.getActiveResourcesInfo().filter((resource) => resource === "FSEventWrap")).toEqual([]);
  });
});

/** A hundred times as fast. */
function fastTimer(ms: number, callback: () => void): { cancel(): void } {
  const timer = setTimeout(callback, Math.min(ms / 100, 2 ** 31 - 1)).unref();
  return { cancel: () => clearTimeout(timer) };
}
