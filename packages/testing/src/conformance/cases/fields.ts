import { expect } from "vitest";
import type { ConformanceCase } from "../conformance-case.ts";

/** A secret with several values. */
export const fieldCases: readonly ConformanceCase[] = [
  {
    behaviour: "fields come back as a bundle, by name and by reference, and one by one",
    needs: ["fields"],
    async run(bench) {
      const fields = { SECRET_KEY: bench.canary.value(), "mongo-uri": "mongodb://ü:p@h/?a=b&c", EMPTY: "" };
      const { name, reference } = await bench.seed(fields);
      expect(await bench.secrets.getBundle(name)).toEqual(fields);
      expect(await bench.secrets.getBundle(reference)).toEqual(fields);
      expect(await bench.secrets.get(`${reference}?field=SECRET_KEY`)).toBe(fields.SECRET_KEY);
      expect(await bench.secrets.get(`${reference}?field=EMPTY`)).toBe("");
    },
  },
  {
    behaviour: "fields may have any name",
    needs: ["fields"],
    async run(bench) {
      const fields = Object.fromEntries(
        ["constructor", "toString", "a b/c", "ключ", "x.y[0]", "value", "data"].map((name) => [
          name,
          bench.canary.value(),
        ]),
      );
      const { reference } = await bench.seed(fields);
      expect(await bench.secrets.getBundle(reference)).toEqual(fields);
    },
  },
  {
    behaviour: "a field that is missing is field_not_found, and no other value is told",
    needs: ["fields"],
    async run(bench) {
      const { reference } = await bench.seed({ PRESENT: bench.canary.value(), other: bench.canary.value() });
      const error = await bench.failure(
        bench.secrets.get(`${reference}?field=MISSING`, { default: "the default" }),
        "a read of a missing field",
        "field_not_found",
      );
      expect(error.hint).toContain("PRESENT");
    },
  },
  {
    behaviour: "a secret with several fields is not one text",
    needs: ["fields"],
    async run(bench) {
      const fields = { first: bench.canary.value(), second: bench.canary.value() };
      const { path } = await bench.seed(fields);
      const record = await bench.read(bench.provider.parse(path));
      if (record?.value.type !== "fields") throw bench.skipped("its fields are stored as one text");
      await bench.failure(
        bench.secrets.get(bench.reference(path)),
        "a read of several fields as one text",
        "decode",
      );
    },
  },
];
