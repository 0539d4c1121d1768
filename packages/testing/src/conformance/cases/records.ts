import { createHash } from "node:crypto";
import type { SecretRecord } from "@claviger/core/provider";
import { expect } from "vitest";
import type { Bench } from "../bench.ts";
import type { ConformanceCase } from "../conformance-case.ts";

const digests = ["md5", "sha1", "sha256", "sha384", "sha512"] as const;
const encodings = ["hex", "base64", "base64url"] as const;

async function recordOf(bench: Bench, path: string): Promise<SecretRecord> {
  const record = await bench.read(bench.provider.parse(path));
  if (!record) throw new Error("A secret that was seeded is absent by its path.");
  return record;
}

async function seededRecord(bench: Bench, value: string): Promise<SecretRecord> {
  const { path } = await bench.seed(value);
  return await recordOf(bench, path);
}

function checkDate(date: Date | undefined): void {
  if (date === undefined) return;
  expect(date).toBeInstanceOf(Date);
  expect(Number.isNaN(date.getTime()), "a date must be valid").toBe(false);
}

/** What a record says about a value. */
export const recordCases: readonly ConformanceCase[] = [
  {
    behaviour: "a record is well formed, and holds the value in its value alone",
    async run(bench) {
      const { value, ...described } = await seededRecord(bench, bench.canary.value());
      const { values, versions } = bench.definition.capabilities;
      expect(values).toContain(value.type);
      expect(described.id).toEqual(expect.stringMatching(/./));
      expect(described.version ?? "1").toEqual(expect.stringMatching(/./));
      if (versions !== "none") expect(described.version, "a store with versions tells them").toBeDefined();
      for (const date of [described.createdAt, described.expiresAt, described.lease?.expiresAt])
        checkDate(date);
      for (const text of [...(described.stages ?? []), ...Object.values(described.metadata ?? {})]) {
        expect(text).toBeTypeOf("string");
      }
      bench.canary.assertNoLeak(described, "a record beside its value");
    },
  },
  {
    behaviour: "a name and its path are one record, so that they are cached as one",
    async run(bench) {
      const { name, path } = await bench.seed();
      const byPath = await recordOf(bench, path);
      const records = await Promise.all(
        bench.provider.locate({ name, as: "value" }).map((location) => bench.read(location)),
      );
      expect(records.find((record) => record !== undefined)).toEqual(byPath);
      expect((await recordOf(bench, path)).id).toBe(byPath.id);
    },
  },
  {
    behaviour: "two secrets have two ids",
    async run(bench) {
      const value = bench.canary.value();
      const [one, other] = [await seededRecord(bench, value), await seededRecord(bench, value)];
      expect(one.id).not.toBe(other.id);
    },
  },
  {
    behaviour: "a version is not a digest of the value",
    async run(bench) {
      const value = bench.canary.value();
      const { version = "" } = await seededRecord(bench, value);
      for (const digest of digests) {
        for (const encoding of encodings) {
          const sum = createHash(digest).update(value).digest(encoding).slice(0, 8);
          expect(version.includes(sum), `a version is the start of the value's ${digest}`).toBe(false);
        }
      }
    },
  },
  {
    behaviour: "equal values have equal versions only where all have",
    async run(bench) {
      const value = bench.canary.value();
      const [one, equal, other] = await Promise.all(
        [value, value, bench.canary.value()].map((text) => seededRecord(bench, text)),
      );
      if (one?.version === undefined) throw bench.skipped("its records have no versions");
      if (one.version !== equal?.version) return;
      expect(other?.version, "versions that tell which values are equal are made of the values").toBe(
        one.version,
      );
    },
  },
  {
    behaviour: "a value that returns has a new version",
    needs: ["versions"],
    async run(bench) {
      const value = bench.canary.value();
      const { path } = await bench.seed(value);
      const { version: first } = await recordOf(bench, path);
      await bench.harness.newVersion?.(path, bench.canary.value());
      await bench.harness.newVersion?.(path, value);
      expect((await recordOf(bench, path)).version).not.toBe(first);
    },
  },
  {
    behaviour: "a record is the caller's own: changing it changes no other",
    async run(bench) {
      const { path } = await bench.seed();
      const record = await recordOf(bench, path);
      const before = structuredClone(record);
      if (record.value.type === "text") Object.assign(record.value, { text: "changed" });
      if (record.value.type === "fields") Object.assign(record.value.fields, { value: "changed" });
      if (record.value.type === "bytes") record.value.bytes.fill(0);
      expect((await recordOf(bench, path)).value).toEqual(before.value);
    },
  },
];
