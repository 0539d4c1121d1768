import { expect } from "vitest";
import type { Bench } from "../bench.ts";
import type { Check, ConfiguredProvider } from "@claviger/core/provider";
import type { ConformanceCase } from "../conformance-case.ts";
import { printedDuring } from "../printed-during.ts";

async function checksOf(bench: Bench, configured: ConfiguredProvider): Promise<readonly Check[]> {
  const { path } = await bench.seed();
  const { provider } = bench.open(configured);
  const checks = (await provider.check?.([provider.parse(path)], bench.context())) ?? [];
  bench.canary.assertNoLeak(checks, "a check");
  for (const { subject, message, status, fix } of checks) {
    for (const text of [subject, message]) expect(text).toMatch(/\S/);
    if (status === "error") expect(fix, `what to do about ${subject}`).toMatch(/\S/);
  }
  return checks;
}

const failing = (checks: readonly Check[]): readonly Check[] =>
  checks.filter(({ status }) => status === "error");

/** What is told about secrets, without their values. */
export const tellingCases: readonly ConformanceCase[] = [
  {
    behaviour: "explain, stats, events and reports tell no value",
    async run(bench) {
      const { name } = await bench.seed();
      await bench.secrets.get(name);
      const told = [await bench.secrets.explain(name), bench.secrets.stats()];
      bench.canary.assertNoLeak(told, "explain and stats");
      expect(told[0]).toMatchObject({ outcome: "found" });
    },
  },
  {
    behaviour: "nothing secret is printed, by a read or by a failure",
    async run(bench) {
      const { path } = await bench.seed();
      const location = bench.provider.parse(path);
      const printed = await printedDuring(async () => {
        await bench.read(location);
        await bench.harness.server?.cut();
        await bench.read(location).catch(() => undefined);
        await bench.provider.close?.();
      });
      bench.canary.assertNoLeak(printed, "what was printed");
    },
  },
  {
    behaviour: "a check of what works has no error",
    needs: ["checks"],
    async run(bench) {
      expect(failing(await checksOf(bench, bench.configured))).toEqual([]);
    },
  },
  {
    behaviour: "a check with wrong credentials has an error, and what to do about it",
    needs: ["checks", "authentication"],
    async run(bench) {
      const wrong = await bench.harness.wrongCredentials?.();
      expect(failing(await checksOf(bench, wrong ?? bench.configured))).not.toEqual([]);
    },
  },
  {
    behaviour: "a check by an identity that may not read has an error",
    needs: ["checks", "denial"],
    async run(bench) {
      const denied = await bench.harness.deniedProvider?.();
      expect(failing(await checksOf(bench, denied ?? bench.configured))).not.toEqual([]);
    },
  },
  {
    behaviour: "a check of a store that is down has an error, and does not fail",
    needs: ["checks", "faults"],
    async run(bench) {
      const { path } = await bench.seed();
      await bench.harness.server?.down();
      const checks = await bench.provider.check?.([bench.provider.parse(path)], bench.context());
      bench.canary.assertNoLeak(checks, "a check");
      expect(failing(checks ?? [])).not.toEqual([]);
    },
  },
];
