import type { SecretInfo } from "@claviger/core/provider";
import { expect } from "vitest";
import type { Bench } from "../bench.ts";
import type { ConformanceCase } from "../conformance-case.ts";

async function all(infos: AsyncIterable<SecretInfo> | undefined): Promise<SecretInfo[]> {
  const found: SecretInfo[] = [];
  for await (const info of infos ?? []) found.push(info);
  return found;
}

/** More secrets than one page has, and the prefix that their paths have in common. */
async function seedMany(
  bench: Bench,
): Promise<{ readonly paths: readonly string[]; readonly prefix: string }> {
  const base = bench.name();
  const paths: string[] = [];
  for (let index = 0; index < (bench.harness.manyNames ?? 25); index++) {
    const { path } = await bench.seed(bench.canary.value(), `${base}-${index}`);
    paths.push(path);
  }
  const [first = ""] = paths;
  return { paths: paths.toSorted(), prefix: first.slice(0, -1) };
}

/** What is there, without the values. */
export const listingCases: readonly ConformanceCase[] = [
  {
    behaviour: "a listing has every secret under its prefix once, over all pages, and no other, and no value",
    needs: ["listing"],
    async run(bench) {
      const { paths, prefix } = await seedMany(bench);
      await bench.seed();
      const infos = await all(bench.provider.list?.(prefix, bench.context()));
      expect(infos.map(({ path }) => path).toSorted()).toEqual(paths);
      bench.canary.assertNoLeak(infos, "a listing");
      for (const { path } of infos.slice(0, 3)) expect(bench.provider.parse(path).path).toBe(path);
    },
  },
  {
    behaviour: "a listing of nothing is empty",
    needs: ["listing"],
    async run(bench) {
      const { path } = await bench.seed();
      expect(await all(bench.provider.list?.(`${path}missing`, bench.context()))).toEqual([]);
    },
  },
  {
    behaviour: "a listing can be left, and ends at an abort",
    needs: ["listing"],
    async run(bench) {
      const { prefix } = await seedMany(bench);
      for await (const { path } of bench.provider.list?.(prefix, bench.context()) ?? []) {
        expect(path.startsWith(prefix)).toBe(true);
        break;
      }
      const aborted = all(bench.provider.list?.(prefix, bench.context({ signal: AbortSignal.abort() })));
      await bench.failure(aborted, "a listing that was aborted", "aborted");
    },
  },
  {
    behaviour: "a listing of a store that is down is unavailable, and not empty",
    needs: ["listing", "faults"],
    async run(bench) {
      const { path } = await bench.seed();
      await bench.harness.server?.down();
      const listing = all(bench.provider.list?.(path, bench.context()));
      await bench.failure(listing, "a listing of a store that is down", "unavailable");
    },
  },
  {
    behaviour: "the history of a secret has its versions, of which each can be read, and no value",
    needs: ["history", "versions"],
    async run(bench) {
      const values = [bench.canary.value(), bench.canary.value()];
      const { path, name } = await bench.seed(values[0]);
      await bench.harness.newVersion?.(path, values[1] ?? "");
      const infos = await all(bench.provider.versions?.(bench.provider.parse(path), bench.context()));
      bench.canary.assertNoLeak(infos, "a history");
      const read = await Promise.all(infos.map(({ version = "" }) => bench.secrets.get(name, { version })));
      expect(read.toSorted()).toEqual(values.toSorted());
    },
  },
];
