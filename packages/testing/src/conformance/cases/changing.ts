import { expect } from "vitest";
import type { ConformanceCase } from "../conformance-case.ts";
import { newLocation, put, textOf } from "../write-steps.ts";

/** Changes of what is there: fields, stages. */
export const changingCases: readonly ConformanceCase[] = [
  {
    behaviour: "a patch changes and removes the fields that it names, and keeps the others",
    needs: ["patching"],
    async run(bench) {
      const location = newLocation(bench);
      const kept = bench.canary.value();
      await put(bench, location, { type: "fields", fields: { kept, changed: "before", removed: "x" } });
      const changes = { changed: "after", removed: null, added: "new" };
      const info = await bench.provider.patch?.(location, changes, {}, bench.context());
      bench.canary.assertNoLeak(info, "what a patch answered");
      const fields = await bench.secrets.getBundle(bench.reference(location.path));
      expect(fields).toEqual({ kept, changed: "after", added: "new" });
    },
  },
  {
    behaviour: "a patch that expects another version is a conflict, and changes nothing",
    needs: ["patching", "conditionalWrites"],
    async run(bench) {
      const location = newLocation(bench);
      const { version: ifVersion = "" } = await put(bench, location, { type: "fields", fields: { a: "1" } });
      await put(bench, location, { type: "fields", fields: { a: "2" } });
      const patching = bench.provider.patch?.(
        location,
        { a: bench.canary.value() },
        { ifVersion },
        bench.context(),
      );
      await bench.failure(Promise.resolve(patching), "a patch that expects an old version", "conflict");
      expect(await bench.secrets.getBundle(bench.reference(location.path))).toEqual({ a: "2" });
    },
  },
  {
    behaviour: "a write to the stage pending leaves the current value, until the stage current moves",
    needs: ["staging"],
    async run(bench) {
      const { provider } = bench;
      const location = newLocation(bench);
      const { version: from = "" } = await put(bench, location, "before");
      const { version: to = "" } = await put(bench, location, "after", { stage: "pending" });
      expect(textOf(await bench.read(location))).toBe("before");
      expect(textOf(await bench.read({ ...location, version: { stage: "pending" } }))).toBe("after");
      await provider.setStage?.(location, "current", { from, to }, bench.context());
      expect(textOf(await bench.read(location))).toBe("after");
      expect(textOf(await bench.read({ ...location, version: { stage: "previous" } }))).toBe("before");
    },
  },
  {
    behaviour: "a stage that is not where it is expected does not move",
    needs: ["staging"],
    async run(bench) {
      const location = newLocation(bench);
      const { version: first = "" } = await put(bench, location, "first");
      await put(bench, location, "second");
      const moving = bench.provider.setStage?.(
        location,
        "current",
        { from: first, to: first },
        bench.context(),
      );
      await bench.failure(Promise.resolve(moving), "a move of a stage that is elsewhere", "conflict");
      expect(textOf(await bench.read(location))).toBe("second");
    },
  },
];
