import { setTimeout as delay } from "node:timers/promises";
import { expect, vi } from "vitest";
import type { Bench } from "../bench.ts";
import type { ConformanceCase } from "../conformance-case.ts";

/** Starts to watch two secrets, of which one is going to change. */
async function watching(bench: Bench) {
  const [changing, still] = [await bench.seed(), await bench.seed()];
  const told: string[] = [];
  const locations = [changing, still].map(({ path }) => bench.provider.parse(path));
  const watch = bench.provider.watch?.(locations, (paths) => told.push(...paths), bench.context());
  return { path: changing.path, told, watch };
}

/** Where the store tells of changes by itself. */
export const watchingCases: readonly ConformanceCase[] = [
  {
    behaviour: "a watch tells the path that changed, and no other",
    needs: ["watching", "versions"],
    async run(bench) {
      const { path, told, watch } = await watching(bench);
      await bench.harness.newVersion?.(path, bench.canary.value());
      await vi.waitFor(() => expect(told).toContain(path), { timeout: 10_000 });
      expect(new Set(told)).toEqual(new Set([path]));
      watch?.[Symbol.dispose]();
    },
  },
  {
    behaviour: "a watch that was ended tells nothing",
    needs: ["watching", "versions"],
    async run(bench) {
      const { path, told, watch } = await watching(bench);
      watch?.[Symbol.dispose]();
      await bench.harness.newVersion?.(path, bench.canary.value());
      await delay(100);
      expect(told).toEqual([]);
    },
  },
];
