import { expect } from "vitest";
import type { ConformanceCase } from "../conformance-case.ts";

/** Names that every object has, and no store. */
const inherited = ["constructor", "toString", "hasOwnProperty", "valueOf"];

/** What is not there is absent: an answer, and no failure. */
export const absenceCases: readonly ConformanceCase[] = [
  {
    behaviour: "a missing secret is undefined, by its name and by its reference",
    async run(bench) {
      const { path } = await bench.seed();
      const missing = bench.name();
      for (const location of bench.provider.locate({ name: missing, as: "value" })) {
        expect(await bench.read(location)).toBeUndefined();
      }
      expect(await bench.read(bench.provider.parse(`${path}missing`))).toBeUndefined();
      expect(await bench.secrets.get(missing, { required: false })).toBeUndefined();
    },
  },
  {
    behaviour: "the default applies to a missing secret, and to nothing else",
    async run(bench) {
      const { name } = await bench.seed("the value");
      expect(await bench.secrets.get(bench.name(), { default: "the default" })).toBe("the default");
      expect(await bench.secrets.get(name, { default: "the default" })).toBe("the value");
    },
  },
  {
    behaviour: "a missing secret that is required is not_found",
    async run(bench) {
      const error = await bench.failure(
        bench.secrets.get(bench.name()),
        "a read of a missing secret",
        "not_found",
      );
      expect(error.attempts).toHaveLength(1);
    },
  },
  {
    behaviour: "a missing bundle is absent",
    async run(bench) {
      await bench.failure(bench.secrets.getBundle(bench.name()), "a read of a missing bundle", "not_found");
    },
  },
  {
    behaviour: "names that every object has are absent",
    async run(bench) {
      for (const name of inherited) {
        expect(await bench.secrets.get(name, { required: false }), `the name ${name}`).toBeUndefined();
      }
    },
  },
  {
    behaviour: "a secret that is written later is found then",
    async run(bench) {
      const name = bench.name();
      expect(await bench.secrets.get(name, { required: false })).toBeUndefined();
      await bench.seed("the value", name);
      expect(await bench.secrets.get(name)).toBe("the value");
    },
  },
];
