import type { WritableValue } from "@claviger/core/provider";
import { expect } from "vitest";
import type { Bench } from "../bench.ts";
import type { ConformanceCase } from "../conformance-case.ts";
import { newLocation, put, textOf } from "../write-steps.ts";

async function writes(bench: Bench, value: WritableValue): Promise<void> {
  const location = newLocation(bench);
  const info = await put(bench, location, value);
  bench.canary.assertNoLeak(info, "what a write answered");
  const record = await bench.read(location);
  expect(info.path).toBe(location.path);
  expect(info.version).toBe(record?.version);
  const reference = bench.reference(location.path);
  if (value.type === "text") expect(await bench.secrets.get(reference)).toBe(value.text);
  if (value.type === "bytes") expect(await bench.secrets.getBytes(reference)).toEqual(value.bytes);
  if (value.type === "fields") expect(await bench.secrets.getBundle(reference)).toEqual(value.fields);
}

/** Writes, of which none depends on what is there. */
export const writingCases: readonly ConformanceCase[] = [
  {
    behaviour: "a text that was written is read",
    needs: ["writing"],
    run: (bench) => writes(bench, { type: "text", text: `${bench.canary.value()}\n🔑` }),
  },
  {
    behaviour: "an empty text that was written is read",
    needs: ["writing", "emptyValues"],
    run: (bench) => writes(bench, { type: "text", text: "" }),
  },
  {
    behaviour: "bytes that were written are read",
    needs: ["writing", "binary"],
    run: (bench) => writes(bench, { type: "bytes", bytes: Uint8Array.from([255, 0, 128, 10, 13]) }),
  },
  {
    behaviour: "fields that were written are read",
    needs: ["writing", "fields"],
    run: (bench) => writes(bench, { type: "fields", fields: { A: bench.canary.value(), B: "" } }),
  },
  {
    behaviour: "a second write is the current value, and where there are versions the first stays",
    needs: ["writing"],
    async run(bench) {
      const location = newLocation(bench);
      const first = await put(bench, location, "first");
      const second = await put(bench, location, "second");
      expect(textOf(await bench.read(location))).toBe("second");
      if (bench.definition.capabilities.versions === "none") return;
      expect(second.version).not.toBe(first.version);
      expect(textOf(await bench.read({ ...location, version: { version: first.version ?? "" } }))).toBe(
        "first",
      );
    },
  },
  {
    behaviour: "a value that is too large is invalid_value, is in no error, and changes nothing",
    needs: ["writing"],
    async run(bench) {
      const { maxBytes } = bench.definition.capabilities;
      if (maxBytes === undefined) throw bench.skipped("values have no greatest size");
      const location = newLocation(bench);
      await put(bench, location, "before");
      const writing = put(bench, location, bench.canary.value(maxBytes + 1));
      await bench.failure(writing, "a write of a value that is too large", "invalid_value");
      expect(textOf(await bench.read(location))).toBe("before");
    },
  },
  {
    behaviour: "a write to a store that is down is unavailable, and the value is in no error",
    needs: ["writing", "faults"],
    async run(bench) {
      const location = newLocation(bench);
      await bench.harness.server?.down();
      const writing = put(bench, location, bench.canary.value());
      await bench.failure(writing, "a write to a store that is down", "unavailable");
    },
  },
];
