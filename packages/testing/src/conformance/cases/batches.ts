import { expect } from "vitest";
import type { ConformanceCase } from "../conformance-case.ts";

/** Several locations in one call. */
export const batchCases: readonly ConformanceCase[] = [
  {
    behaviour:
      "a batch has one answer for each location, in order, also for those that are missing or asked for twice",
    needs: ["batches"],
    async run(bench) {
      const [one, other] = [await bench.seed("1"), await bench.seed("2")];
      const paths = [one.path, `${one.path}missing`, other.path, one.path];
      const locations = paths.map((path) => bench.provider.parse(path));
      const answers = await bench.provider.getMany?.(locations, bench.context());
      expect(answers?.map(({ status }) => status)).toEqual(["found", "absent", "found", "found"]);
      const single = await Promise.all(
        [one, other].map(({ path }) => bench.read(bench.provider.parse(path))),
      );
      const records = answers?.flatMap((answer) => (answer.status === "found" ? [answer.value] : []));
      expect(records).toEqual([single[0], single[1], single[0]]);
    },
  },
  {
    behaviour: "an empty batch is answered",
    needs: ["batches"],
    async run(bench) {
      expect(await bench.provider.getMany?.([], bench.context())).toEqual([]);
    },
  },
  {
    behaviour: "a full batch is answered",
    needs: ["batches"],
    async run(bench) {
      const { batchSize = 50 } = bench.definition.capabilities;
      const { path } = await bench.seed();
      const locations = Array.from({ length: batchSize }, (_, index) =>
        bench.provider.parse(`${path}-${index}`),
      );
      const answers = await bench.provider.getMany?.(locations, bench.context());
      expect(answers).toEqual(locations.map(() => ({ status: "absent" })));
    },
  },
  {
    behaviour: "a probe tells the versions that reads tell, without values",
    needs: ["probing"],
    async run(bench) {
      const { path } = await bench.seed();
      const location = bench.provider.parse(path);
      const missing = bench.provider.parse(`${path}missing`);
      const answers = await bench.provider.probe?.([location, missing], bench.context());
      const record = await bench.read(location);
      expect(answers).toEqual([{ status: "found", value: record?.version }, { status: "absent" }]);
      bench.canary.assertNoLeak(answers, "the answer of a probe");
    },
  },
  {
    behaviour: "a probe sees that a value changed",
    needs: ["probing", "versions"],
    async run(bench) {
      const { path } = await bench.seed();
      const location = bench.provider.parse(path);
      const probe = () => bench.provider.probe?.([location], bench.context());
      const before = await probe();
      await bench.harness.newVersion?.(path, bench.canary.value());
      expect(await probe()).not.toEqual(before);
    },
  },
];
