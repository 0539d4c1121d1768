import type { LeakCanary } from "../leak-canary.ts";
import { Bench } from "./bench.ts";
import { type DeclaredCapabilities, reasonToSkip } from "./capability.ts";
import type { ConformanceCase } from "./conformance-case.ts";
import type { ConformanceHarness } from "./harness.ts";
import { SkippedCase } from "./skipped-case.ts";

/** What all cases of a suite share. */
export interface CaseSetting {
  readonly harness: ConformanceHarness;
  readonly canary: LeakCanary;
  readonly declared: DeclaredCapabilities;
}

/**
 * Runs one case on a bench of its own.
 * @throws SkippedCase, or what shows that the provider does not conform
 */
export async function runCase(
  shown: ConformanceCase,
  { harness, canary, declared }: CaseSetting,
): Promise<void> {
  const bench = new Bench(harness, { canary, configured: await harness.provider() });
  try {
    for (const capability of shown.needs ?? []) {
      const reason = reasonToSkip(capability, { declared, subject: bench });
      if (reason !== undefined) throw new SkippedCase(reason);
    }
    await shown.run(bench);
  } finally {
    await harness.server?.up();
    await bench.end();
  }
}
