import { expect } from "vitest";
import type { Location } from "@claviger/core/provider";
import type { Bench } from "../bench.ts";
import type { ConformanceCase } from "../conformance-case.ts";
import { newLocation, put, textOf } from "../write-steps.ts";

/** What is deleted is `deleted` where the store knows it, else absent. */
async function isGone(bench: Bench, location: Location): Promise<void> {
  const gone = await bench.read(location).then(
    (record) => record === undefined,
    async (error: unknown) => {
      await bench.failure(Promise.reject(error), "a read of a deleted secret", "deleted");
      return true;
    },
  );
  expect(gone, "a deleted secret was read").toBe(true);
}

/** Deletion through the provider. */
export const deletingCases: readonly ConformanceCase[] = [
  {
    behaviour: "a secret that was deleted is not read, and can be deleted again",
    needs: ["deleting"],
    async run(bench) {
      const location = newLocation(bench);
      await put(bench, location, bench.canary.value());
      await bench.provider.delete?.(location, {}, bench.context());
      await isGone(bench, location);
      await bench.provider.delete?.(location, {}, bench.context());
      await isGone(bench, location);
    },
  },
  {
    behaviour: "a secret that was purged is absent, and its name is free",
    needs: ["deleting"],
    async run(bench) {
      const location = newLocation(bench);
      await put(bench, location, bench.canary.value());
      await bench.provider.delete?.(location, { purge: true }, bench.context());
      expect(await bench.read(location)).toBeUndefined();
      await put(bench, location, "new", { ifAbsent: true });
      expect(textOf(await bench.read(location))).toBe("new");
    },
  },
  {
    behaviour: "deleting what is not there does nothing",
    needs: ["deleting"],
    async run(bench) {
      const location = newLocation(bench);
      await bench.provider.delete?.(location, {}, bench.context());
      expect(await bench.read(location)).toBeUndefined();
    },
  },
  {
    behaviour: "a secret that was deleted comes back as it was",
    needs: ["restoring"],
    async run(bench) {
      const location = newLocation(bench);
      await put(bench, location, "before");
      const record = await bench.read(location);
      await bench.provider.delete?.(location, {}, bench.context());
      await bench.provider.restore?.(location, {}, bench.context());
      expect(await bench.read(location)).toEqual(record);
    },
  },
];
