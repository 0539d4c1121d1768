import { afterAll, beforeAll, describe, test } from "vitest";
import { leakCanary } from "../leak-canary.ts";
import { allCases } from "./all-cases.ts";
import type { DeclaredCapabilities } from "./capability.ts";
import type { ConformanceHarness, ConformanceSetup } from "./harness.ts";
import { runCase } from "./run-case.ts";
import { SkippedCase } from "./skipped-case.ts";
import { Tally } from "./tally.ts";

export interface DescribeProviderOptions {
  /** What must be shown, and what cannot be, with the reason. @default what harness and provider have the means for */
  readonly capabilities?: DeclaredCapabilities;
  /** How long one case may take, in milliseconds. @default 30_000 */
  readonly timeout?: number;
}

/**
 * Registers the conformance suite of a provider with vitest: one test for each thing that the contract asks for. At its end
 * one line says how many passed and what was skipped, and why.
 *
 * @example
 * ```ts
 * describeProvider("acme", async () => ({
 *   provider: () => acme({ endpoint: server.address }),
 *   seed: async (name, value) => (await server.store(name, value), name),
 *   close: () => server.stop(),
 * }), { capabilities: { binary: "Acme stores text" } });
 * ```
 */
export function describeProvider(
  name: string,
  setup: ConformanceSetup,
  { capabilities = {}, timeout = 30_000 }: DescribeProviderOptions = {},
): void {
  describe(`conformance of ${name}`, { concurrent: false }, () => {
    const canary = leakCanary();
    const tally = new Tally(name);
    let harness: ConformanceHarness | undefined;
    beforeAll(async () => {
      harness = await setup(canary);
    }, 120_000);
    afterAll(async () => {
      await harness?.close();
      process.stdout.write(`${tally.line()}\n`);
    }, 60_000);
    describe.for(Object.entries(allCases))("%s", ([, cases]) => {
      // oxlint-disable-next-line vitest/expect-expect -- the case asserts
      test.for(cases.map((shown) => [shown.behaviour, shown] as const))(
        "%s",
        { timeout },
        async ([, shown], context) => {
          if (!harness) throw new Error("The set-up gave no harness.");
          try {
            await runCase(shown, { harness, canary, declared: capabilities });
            tally.pass();
          } catch (error) {
            if (error instanceof SkippedCase) {
              tally.skip(error.reason);
              context.skip(error.reason);
            }
            tally.fail();
            throw error;
          }
        },
      );
    });
  });
}
