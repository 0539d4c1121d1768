import { mkdir, mkdtemp, readlink, rename, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { type TemporaryDirectory, temporaryDirectory } from "./testing/file-provider.ts";

const directory: TemporaryDirectory = temporaryDirectory();

/** What the kubelet's atomic writer does: a new folder, `..data` moved to it in one step, links for names that are new. */
async function project(files: Readonly<Record<string, string>>): Promise<void> {
  const root = directory.path;
  const folder = await mkdtemp(join(root, "..2026_11_28_"));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  const before = await readlink(join(root, "..data")).catch(() => undefined);
  await symlink(folder.slice(root.length + 1), join(root, "..data_tmp"));
  await rename(join(root, "..data_tmp"), join(root, "..data"));
  for (const path of Object.keys(files)) {
    const [name = ""] = path.split("/");
    await symlink(join("..data", name), join(root, name)).catch(() => undefined);
  }
  if (before !== undefined) await rm(join(root, before), { recursive: true });
}

function sameEverywhere(round: number): Readonly<Record<string, string>> {
  return { a: `${round}`, "folder/a": `${round}` };
}

describe("a projected volume", () => {
  it("is read through its links, and lists its names alone", async () => {
    await project({ "database-url": "postgres://one", "api-key": "k" });
    const { text, provider, ctx } = directory.open();
    expect(await text("database-url")).toBe("postgres://one");
    const listed = [];
    for await (const { path } of provider.list?.("", ctx) ?? []) listed.push(path);
    expect(new Set(listed)).toEqual(new Set(["api-key", "database-url"]));
  });

  it("is one change for all of its files that are watched", async () => {
    await project({ a: "1", b: "1", c: "1" });
    const { provider, ctx, text } = directory.open();
    await text("a");
    const told: (readonly string[])[] = [];
    const watched = ["a", "b"].map((path) => ({ path }));
    const watch = provider.watch?.(watched, (paths) => told.push(paths), ctx);
    onTestFinished(() => watch?.[Symbol.dispose]());
    await delay(300);
    await project({ a: "2", b: "2", c: "2" });
    await vi.waitFor(() => expect(told).not.toEqual([]), { timeout: 4_000 });
    await delay(200);
    expect(told).toEqual([["a", "b"]]);
  });

  it.each(["a", "folder/a"])(
    "that is swapped again and again never lacks %s, nor has half of one and half of another",
    async (path) => {
      const rounds = 150;
      await project(sameEverywhere(0));
      const { read, text } = directory.open();
      const seen: string[] = [];
      const failures: unknown[] = [];
      const swaps = async (): Promise<void> => {
        for (let round = 1; round <= rounds; round++) {
          await project(sameEverywhere(round));
          // An inode is used again after two rounds: the time has to tell them apart, and has steps of some milliseconds.
          await delay(6);
        }
      };
      const reads = async (): Promise<void> => {
        while ((await text(path).catch(() => undefined)) !== `${rounds}`) {
          const record = await read(path).catch((error: unknown) => void failures.push(error));
          seen.push(`${record?.version} ${JSON.stringify(record?.value)}`);
        }
      };
      await Promise.all([swaps(), reads(), reads(), reads()]);
      const records = [...new Set(seen)].filter((record) => !record.startsWith("undefined"));
      expect(records.length).toBeGreaterThan(20);
      // A version is of one value.
      expect(new Set(records.map((record) => record.split(" ")[0])).size).toBe(records.length);
      // A look that met five swaps in a row says so. Nothing else may be said, and never that it is absent.
      for (const failure of failures) expect(failure).toMatchObject({ code: "unavailable" });
      expect(seen.filter((record) => record.startsWith("undefined"))).toHaveLength(failures.length);
    },
    30_000,
  );
});
