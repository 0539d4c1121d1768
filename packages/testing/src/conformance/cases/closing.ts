import { performance } from "node:perf_hooks";
import { setImmediate } from "node:timers/promises";
import { isSecretError } from "@claviger/core";
import { expect } from "vitest";
import type { ConformanceCase } from "../conformance-case.ts";
import { settlesWithin } from "../settles-within.ts";
import { closeToleranceMs } from "../tolerances.ts";

/** The end of an instance. */
export const closingCases: readonly ConformanceCase[] = [
  {
    behaviour: "a close with calls in flight settles all of them, and leaves no rejection unhandled",
    async run(bench) {
      const { path } = await bench.seed();
      const location = bench.provider.parse(path);
      await bench.read(location);
      await bench.harness.server?.hang();
      const unhandled: unknown[] = [];
      const onUnhandled = (reason: unknown): void => void unhandled.push(reason);
      process.on("unhandledRejection", onUnhandled);
      try {
        const reads = Promise.allSettled(
          Array.from({ length: 10 }, () => bench.read(location, { ms: closeToleranceMs })),
        );
        await setImmediate();
        const started = performance.now();
        await bench.provider.close?.();
        for (const read of await settlesWithin(reads, 2 * closeToleranceMs)) {
          if (read.status === "fulfilled") continue;
          expect(isSecretError(read.reason), "a call that a close ended fails with a SecretError").toBe(true);
          bench.canary.assertNoLeak(read.reason, "the error of a call that a close ended");
        }
        expect(performance.now() - started).toBeLessThan(closeToleranceMs + 500);
        await setImmediate();
        expect(unhandled).toEqual([]);
      } finally {
        process.off("unhandledRejection", onUnhandled);
      }
    },
  },
  {
    behaviour: "an instance can be closed twice, and one that was never used can be closed",
    async run(bench) {
      const unused = bench.open(await bench.harness.provider());
      await unused.provider.close?.();
      const { path } = await bench.seed();
      await bench.read(bench.provider.parse(path));
      await bench.provider.close?.();
      await bench.provider.close?.();
      expect(bench.provider.locate({ name: "database-url", as: "value" })).toBeDefined();
    },
  },
  {
    behaviour: "a closed chain reads nothing more",
    async run(bench) {
      const { name } = await bench.seed();
      await bench.secrets.get(name);
      await bench.secrets.close();
      const before = bench.harness.server?.requests?.();
      await bench.failure(
        bench.secrets.get(name, { default: "the default" }),
        "a read after close",
        "aborted",
      );
      await setImmediate();
      expect(bench.harness.server?.requests?.(), "the store was contacted").toBe(before);
    },
  },
  {
    behaviour: "closing one instance leaves another alone",
    async run(bench) {
      const { name, path } = await bench.seed("the value");
      const other = bench.open(await bench.harness.provider());
      await bench.read(bench.provider.parse(path));
      await other.secrets.get(name);
      await bench.provider.close?.();
      expect(await other.secrets.get(name)).toBe("the value");
    },
  },
];
