import { expect } from "vitest";
import type { Bench } from "../bench.ts";
import type { ConformanceCase } from "../conformance-case.ts";
import type { ConfiguredProvider, ErrorCode } from "@claviger/core/provider";

type Identity = (() => ConfiguredProvider | Promise<ConfiguredProvider>) | undefined;

/** A secret that is there, read by somebody who may not. */
async function isRefused(bench: Bench, identity: Identity, code: ErrorCode): Promise<void> {
  const { name, path } = await bench.seed();
  if (!identity) throw bench.skipped("the harness has no such identity");
  const { secrets, provider } = bench.open(await identity());
  const what = `a read that must be ${code}`;
  await bench.failure(bench.read(provider.parse(path), { from: provider }), what, code);
  await bench.failure(secrets.get(name, { default: "the default" }), what, code);
  const explained = await secrets.explain(name);
  bench.canary.assertNoLeak([explained, secrets.stats()], "explain and stats");
  expect(explained.outcome).toBe("failed");
}

/** Who may not read is told so: it is never absence. */
export const identityCases: readonly ConformanceCase[] = [
  {
    behaviour: "an identity that may not read a secret is denied",
    needs: ["denial"],
    run: (bench) => isRefused(bench, bench.harness.deniedProvider?.bind(bench.harness), "denied"),
  },
  {
    behaviour: "wrong credentials are auth_failed, and in no error",
    needs: ["authentication"],
    run: (bench) => isRefused(bench, bench.harness.wrongCredentials?.bind(bench.harness), "auth_failed"),
  },
  {
    behaviour: "a right identity reads on after a wrong one was refused",
    needs: ["authentication"],
    async run(bench) {
      const { name, path } = await bench.seed("the value");
      const wrong = await bench.harness.wrongCredentials?.();
      if (wrong) {
        const { provider } = bench.open(wrong);
        await bench.failure(
          bench.read(provider.parse(path), { from: provider }),
          "a wrong identity's read",
          "auth_failed",
        );
      }
      const { secrets } = bench.open(await bench.harness.provider());
      expect(await secrets.get(name)).toBe("the value");
    },
  },
];
