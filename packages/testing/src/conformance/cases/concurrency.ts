import { expect } from "vitest";
import type { Seeded } from "../bench.ts";
import type { ConformanceCase } from "../conformance-case.ts";

const secretsCount = 10;
const reads = 100;

/** Many reads at once. */
export const concurrencyCases: readonly ConformanceCase[] = [
  {
    behaviour: "a hundred reads at once each get their own value",
    async run(bench) {
      const values = Array.from({ length: secretsCount }, () => bench.canary.value());
      const seeded: Seeded[] = [];
      for (const value of values) seeded.push(await bench.seed(value));
      const asked = Array.from({ length: reads }, (_, index) => index % secretsCount);
      const found = await Promise.all(
        asked.map((index) => bench.secrets.get(seeded[index]?.reference ?? "")),
      );
      expect(found).toEqual(asked.map((index) => values[index]));
      const records = await Promise.all(
        asked.map((index) => bench.read(bench.provider.parse(seeded[index]?.path ?? ""))),
      );
      expect(new Set(records.map((record) => record?.id)).size).toBe(secretsCount);
      expect(records.every((record) => record !== undefined)).toBe(true);
    },
  },
  {
    behaviour: "a first call that fails does not spoil the others of an instance",
    async run(bench) {
      const { path } = await bench.seed();
      const location = bench.provider.parse(path);
      const outcomes = await Promise.allSettled([
        bench.read(location, { signal: AbortSignal.abort() }),
        ...Array.from({ length: 5 }, () => bench.read(location)),
      ]);
      expect(outcomes.map(({ status }) => status)).toEqual([
        "rejected",
        ...Array.from({ length: 5 }, () => "fulfilled"),
      ]);
    },
  },
  {
    behaviour: "several names are read at once, and one error lists those that are missing",
    async run(bench) {
      const [one, other] = [await bench.seed("1"), await bench.seed("2")];
      expect(await bench.secrets.getMany([one.name, other.name])).toEqual({
        [one.name]: "1",
        [other.name]: "2",
      });
      const missing = [bench.name(), bench.name()];
      const error = await bench.failure(
        bench.secrets.getMany([one.name, ...missing]),
        "a read of several names",
        "not_found",
      );
      expect(error.errors.map(({ secret }) => secret)).toEqual(missing);
    },
  },
];
