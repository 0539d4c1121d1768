import { setImmediate } from "node:timers/promises";
import type { HostFileSystem } from "@claviger/core/provider";
import { expect } from "vitest";
import type { Bench } from "../bench.ts";
import type { ConformanceCase } from "../conformance-case.ts";

/** Paths that would leave their place, or end a line of a log. */
const refused = ["", ".", "..", "../x", "a/../b", "a/./b", "a\nb", "a\u0000b", "a\u007fb"];
const emptySegments = ["/", "/a", "a//b", "a/"];

async function refuses(bench: Bench, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const parsed = async (): Promise<unknown> => bench.provider.parse(path);
    await bench.failure(parsed(), `parse(${JSON.stringify(path)})`, "invalid_ref");
  }
}

/** Whether something comes to the store, or to the file system, while `work` runs and just after. */
async function staysOffline(bench: Bench, work: () => void | Promise<void>): Promise<void> {
  const before = bench.harness.server?.requests?.();
  await work();
  await setImmediate();
  await setImmediate();
  expect(bench.harness.server?.requests?.(), "the store was contacted").toBe(before);
}

/** A file system that says what it was asked for. */
function counted(fs: HostFileSystem, calls: string[]): HostFileSystem {
  return {
    readFile: (path) => (calls.push(path), fs.readFile(path)),
    stat: (path) => (calls.push(path), fs.stat(path)),
    readDirectory: (path) => (calls.push(path), fs.readDirectory(path)),
  };
}

/** What is decided without the store. */
export const offlineCases: readonly ConformanceCase[] = [
  {
    behaviour: "locate and parse answer at once, always alike, and without the store",
    async run(bench) {
      const { name, path } = await bench.seed();
      await staysOffline(bench, () => {
        for (const as of ["value", "bundle"] as const) {
          const located = bench.provider.locate({ name, as });
          expect(Array.isArray(located), "locate gives a list, and no promise").toBe(true);
          expect(bench.provider.locate({ name, as })).toEqual(located);
        }
        expect(bench.provider.parse(path)).toEqual(bench.provider.parse(path));
        expect(bench.provider.parse(path).path).toEqual(expect.any(String));
      });
    },
  },
  {
    behaviour: "a located path can be parsed: a reference to it is the same place",
    async run(bench) {
      const { name } = await bench.seed();
      for (const { path } of bench.provider.locate({ name, as: "value" })) {
        expect(bench.provider.parse(path).path).toBe(path);
      }
    },
  },
  {
    behaviour: "parse refuses paths that are empty, and those with dot segments or control characters",
    run: (bench) => refuses(bench, refused),
  },
  {
    behaviour: "parse refuses paths with empty segments",
    needs: ["segmentedPaths"],
    run: (bench) => refuses(bench, emptySegments),
  },
  {
    behaviour: "making and closing an instance contacts nothing and reads no file",
    async run(bench) {
      const configured = await bench.harness.provider();
      const read: string[] = [];
      await staysOffline(bench, async () => {
        const host = { ...bench.host, fs: counted(bench.host.fs, read) };
        const { secrets, provider } = bench.open(configured, host);
        provider.locate({ name: "database-url", as: "value" });
        await setImmediate();
        await secrets.close();
      });
      expect(read).toEqual([]);
    },
  },
  {
    behaviour: "a policy is a text without values, made without the store",
    needs: ["policies"],
    async run(bench) {
      const { path } = await bench.seed();
      await staysOffline(bench, () => {
        const policy = bench.provider.policy?.([bench.provider.parse(path)], "read");
        expect(policy).toEqual(expect.stringMatching(/\S/));
        bench.canary.assertNoLeak(policy, "a policy");
      });
    },
  },
];
