import { expect } from "vitest";
import type { ConformanceCase } from "../conformance-case.ts";

/** Secrets that were deleted. */
export const removalCases: readonly ConformanceCase[] = [
  {
    behaviour: "a secret that was removed is absent or deleted, as the store tells, and never a value",
    needs: ["removal"],
    async run(bench) {
      const { name, path } = await bench.seed();
      const location = bench.provider.parse(path);
      expect(await bench.read(location)).toBeDefined();
      const expected = await bench.harness.remove?.(path);
      if (expected === "deleted")
        await bench.failure(bench.read(location), "a read of a deleted secret", "deleted");
      else expect(await bench.read(location)).toBeUndefined();
      expect(await bench.secrets.get(name, { default: "the default" })).toBe("the default");
    },
  },
  {
    behaviour: "removing one secret leaves the others",
    needs: ["removal"],
    async run(bench) {
      const [gone, kept] = [await bench.seed(), await bench.seed("kept")];
      await bench.harness.remove?.(gone.path);
      expect(await bench.secrets.get(kept.name)).toBe("kept");
    },
  },
];
