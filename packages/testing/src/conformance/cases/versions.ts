import { expect } from "vitest";
import type { Bench, Seeded } from "../bench.ts";
import type { ConformanceCase } from "../conformance-case.ts";

/** A secret whose value was changed once. */
async function changed(
  bench: Bench,
): Promise<Seeded & { readonly values: readonly [string, string]; readonly first: string }> {
  const values = [bench.canary.value(), bench.canary.value()] as const;
  const seeded = await bench.seed(values[0]);
  const record = await bench.read(bench.provider.parse(seeded.path));
  await bench.harness.newVersion?.(seeded.path, values[1]);
  return { ...seeded, values, first: record?.version ?? "" };
}

/** Values that were. */
export const versionCases: readonly ConformanceCase[] = [
  {
    behaviour: "a new value is read, with a new version",
    needs: ["versions"],
    async run(bench) {
      const { name, path, values, first } = await changed(bench);
      expect(await bench.secrets.get(name, { refresh: true })).toBe(values[1]);
      expect((await bench.read(bench.provider.parse(path)))?.version).not.toBe(first);
    },
  },
  {
    behaviour: "a pinned version never changes",
    needs: ["versions"],
    async run(bench) {
      const { name, reference, values, first: version } = await changed(bench);
      expect(await bench.secrets.get(name, { version })).toBe(values[0]);
      expect(await bench.secrets.get(`${reference}?version=${encodeURIComponent(version)}`)).toBe(values[0]);
      expect(await bench.secrets.get(reference)).toBe(values[1]);
    },
  },
  {
    behaviour: "a pinned record tells its own version",
    needs: ["versions"],
    async run(bench) {
      const { path, first: version } = await changed(bench);
      const location = bench.provider.parse(path);
      const [pinned, current] = [
        await bench.read({ ...location, version: { version } }),
        await bench.read(location),
      ];
      expect(pinned).toMatchObject({ version, id: current?.id });
    },
  },
  {
    behaviour: "the stages current and previous are the last two values",
    needs: ["versions", "stages"],
    async run(bench) {
      const { name, values } = await changed(bench);
      expect(await bench.secrets.get(name, { stage: "current" })).toBe(values[1]);
      expect(await bench.secrets.get(name, { stage: "previous" })).toBe(values[0]);
    },
  },
  {
    behaviour:
      "the previous value of a secret that has one only is version_not_found, and no default stands in for it",
    needs: ["stages"],
    async run(bench) {
      const { name } = await bench.seed();
      const read = bench.secrets.get(name, { stage: "previous", default: "the default" });
      await bench.failure(read, "a read of a stage that is nowhere", "version_not_found");
    },
  },
  {
    behaviour: "a version that never was is version_not_found or invalid_ref",
    needs: ["versions"],
    async run(bench) {
      const { name } = await bench.seed();
      for (const version of [
        "999999",
        "no-such-version",
        "00000000-0000-4000-8000-000000000000",
        "../1",
        "-1",
      ]) {
        const read = bench.secrets.get(name, { version, default: "the default" });
        await bench.failure(read, `a read of version ${version}`, "version_not_found", "invalid_ref");
      }
    },
  },
  {
    behaviour: "a stage of a secret that is missing is absent",
    needs: ["stages"],
    async run(bench) {
      const { path } = await bench.seed();
      for (const stage of ["current", "previous"]) {
        const location = bench.provider.parse(`${path}missing`);
        expect(await bench.read({ ...location, version: { stage } })).toBeUndefined();
      }
    },
  },
  {
    behaviour: "a store without versions refuses to be asked for one",
    async run(bench) {
      if (bench.definition.capabilities.versions !== "none") throw bench.skipped("the store keeps versions");
      const { path } = await bench.seed();
      const location = { ...bench.provider.parse(path), version: { version: "1" } };
      await bench.failure(bench.read(location), "a read of a version", "unsupported");
    },
  },
];
