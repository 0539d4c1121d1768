import { expect } from "vitest";
import { isSecretError } from "@claviger/core";
import type { ConformanceCase } from "../conformance-case.ts";
import { newLocation, put, textOf } from "../write-steps.ts";

/** Writes that must not undo another's. */
export const conditionalWriteCases: readonly ConformanceCase[] = [
  {
    behaviour: "a write that expects nothing there is a conflict where something is, and changes nothing",
    needs: ["conditionalWrites"],
    async run(bench) {
      const location = newLocation(bench);
      await put(bench, location, "first", { ifAbsent: true });
      const again = put(bench, location, bench.canary.value(), { ifAbsent: true });
      await bench.failure(again, "a write that expects nothing there", "conflict");
      expect(textOf(await bench.read(location))).toBe("first");
    },
  },
  {
    behaviour: "a write that expects another version is a conflict, and changes nothing",
    needs: ["conditionalWrites"],
    async run(bench) {
      const location = newLocation(bench);
      const { version: ifVersion = "" } = await put(bench, location, "first");
      await put(bench, location, "second", { ifVersion });
      const late = put(bench, location, bench.canary.value(), { ifVersion });
      await bench.failure(late, "a write that expects an old version", "conflict");
      expect(textOf(await bench.read(location))).toBe("second");
    },
  },
  {
    behaviour: "a write that expects a version is a conflict where nothing is, and makes nothing",
    needs: ["conditionalWrites"],
    async run(bench) {
      const other = newLocation(bench);
      const { version: ifVersion = "" } = await put(bench, other, "other");
      const location = newLocation(bench);
      const writing = put(bench, location, bench.canary.value(), { ifVersion });
      await bench.failure(writing, "a write that expects a version where nothing is", "conflict");
      expect(await bench.read(location)).toBeUndefined();
    },
  },
  {
    behaviour: "of ten writers at once that expect the same version, one writes",
    needs: ["conditionalWrites"],
    async run(bench) {
      const location = newLocation(bench);
      const { version: ifVersion = "" } = await put(bench, location, "before");
      const texts = Array.from({ length: 10 }, (_, index) => `writer ${index}`);
      const outcomes = await Promise.allSettled(
        texts.map((text) => put(bench, location, text, { ifVersion })),
      );
      const winners = texts.filter((_, index) => outcomes[index]?.status === "fulfilled");
      for (const outcome of outcomes) {
        if (outcome.status === "rejected") expect(isSecretError(outcome.reason, "conflict")).toBe(true);
      }
      expect(winners).toEqual([textOf(await bench.read(location))]);
    },
  },
];
