import { expect, test } from "vitest";
import { leakCanary } from "../leak-canary.ts";
import type { Capability, DeclaredCapabilities } from "./capability.ts";
import type { ConformanceHarness } from "./harness.ts";
import { runCase } from "./run-case.ts";
import { SkippedCase } from "./skipped-case.ts";
import { memoryHarness } from "./testing/memory-harness.ts";

async function run(
  needs: readonly Capability[],
  declared: DeclaredCapabilities,
  change: Partial<ConformanceHarness> = {},
): Promise<string> {
  const canary = leakCanary();
  const harness = { ...memoryHarness(canary), ...change };
  let ran = "nothing ran";
  const shown = { behaviour: "runs", needs, run: async () => void (ran = "ran") };
  await runCase(shown, { harness, canary, declared }).catch((error: unknown) => {
    ran = error instanceof SkippedCase ? error.reason : String(error);
  });
  return ran;
}

const without = { deniedProvider: undefined } as unknown as Partial<ConformanceHarness>;

test("a case runs where the harness has the means", async () => {
  expect(await run(["denial", "versions"], {})).toBe("ran");
});

test("a case is skipped for the reason that the author gives", async () => {
  expect(await run(["denial"], { denial: "everybody may read" })).toBe("everybody may read");
});

test("a case is skipped for want of means", async () => {
  expect(await run(["denial"], {}, without)).toBe("the harness has no deniedProvider");
});

test("a harness that lost what it declares fails", async () => {
  expect(await run(["denial"], { denial: true }, without)).toContain('"denial" is declared');
});

test("a fault does not outlast its case", async () => {
  const canary = leakCanary();
  const harness = memoryHarness(canary);
  const shown = { behaviour: "breaks", run: async () => void harness.server?.down() };
  await runCase(shown, { harness, canary, declared: {} });
  expect(harness.store.fault).toBe("pass");
});
