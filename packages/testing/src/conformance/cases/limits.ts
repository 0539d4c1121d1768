import { performance } from "node:perf_hooks";
import { expect } from "vitest";
import type { Bench } from "../bench.ts";
import type { ConformanceCase } from "../conformance-case.ts";
import { abortAttempts, abortToleranceMs, deadlineToleranceMs } from "../tolerances.ts";

/** How long a deadline is that a store does not keep, in milliseconds. */
const shortMs = 300;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** The time from the abort to the end of a call that waits for a store which hangs, in milliseconds. */
async function timeToAbort(bench: Bench, path: string): Promise<number> {
  const caller = new AbortController();
  const reading = bench.read(bench.provider.parse(path), { signal: caller.signal, ms: 1_000 });
  const failed = bench.failure(reading, "a read that was aborted", "aborted");
  // Until it waits for the store, not only for its own imports.
  await new Promise((resolve) => void bench.host.clock.after(50, () => resolve(undefined)));
  return await timed(async () => {
    caller.abort();
    await failed;
  });
}

async function ends(bench: Bench, path: string): Promise<void> {
  const elapsed = await timed(() =>
    bench.failure(
      bench.read(bench.provider.parse(path), { ms: shortMs }),
      "a read with a deadline",
      "timeout",
    ),
  );
  expect(elapsed, "milliseconds until a deadline of 300 ms ended the call").toBeLessThan(
    shortMs + deadlineToleranceMs,
  );
}

/** Every call ends when its caller says so. */
export const limitCases: readonly ConformanceCase[] = [
  {
    behaviour: "a slow store is a timeout, at the deadline, and is read when it is fast again",
    needs: ["faults"],
    async run(bench) {
      const { path } = await bench.seed();
      await bench.read(bench.provider.parse(path));
      await bench.harness.server?.slow(5_000);
      await ends(bench, path);
      await bench.harness.server?.up();
      expect(await bench.read(bench.provider.parse(path))).toBeDefined();
    },
  },
  {
    behaviour: "a store that is slow and answers in time is read",
    needs: ["faults"],
    async run(bench) {
      const { path } = await bench.seed();
      await bench.harness.server?.slow(100);
      expect(await bench.read(bench.provider.parse(path))).toBeDefined();
    },
  },
  {
    behaviour: "a store that never answers is a timeout, at the deadline, also at the first call",
    needs: ["faults"],
    async run(bench) {
      const { path } = await bench.seed();
      await bench.harness.server?.hang();
      await ends(bench, path);
    },
  },
  {
    behaviour: `an abort ends a call within ${abortToleranceMs} ms`,
    needs: ["faults"],
    async run(bench) {
      const { path } = await bench.seed();
      await bench.read(bench.provider.parse(path));
      await bench.harness.server?.hang();
      let best = Number.POSITIVE_INFINITY;
      for (let attempt = 0; attempt < abortAttempts && best > abortToleranceMs; attempt++) {
        best = Math.min(best, await timeToAbort(bench, path));
      }
      expect(best, "milliseconds from the abort to the end of the call").toBeLessThanOrEqual(
        abortToleranceMs,
      );
    },
  },
  {
    behaviour:
      "a call that was aborted before it began is aborted, and one past its deadline is a timeout, without the store",
    async run(bench) {
      const { path } = await bench.seed();
      const location = bench.provider.parse(path);
      await bench.read(location);
      const before = bench.harness.server?.requests?.();
      const aborted = bench.read(location, { signal: AbortSignal.abort() });
      await bench.failure(aborted, "a read that was aborted before it began", "aborted");
      await bench.failure(bench.read(location, { ms: -1 }), "a read past its deadline", "timeout");
      expect(bench.harness.server?.requests?.(), "the store was contacted").toBe(before);
    },
  },
  {
    behaviour: "a signal that says that time is up is a timeout",
    async run(bench) {
      const { path } = await bench.seed();
      const signal = AbortSignal.abort(new DOMException("time is up", "TimeoutError"));
      await bench.failure(
        bench.read(bench.provider.parse(path), { signal }),
        "a read whose time is up",
        "timeout",
      );
    },
  },
  {
    behaviour: "what was aborted does not disturb the next call",
    async run(bench) {
      const { path } = await bench.seed();
      const location = bench.provider.parse(path);
      const caller = new AbortController();
      const reading = bench.read(location, { signal: caller.signal }).catch(() => undefined);
      caller.abort();
      await reading;
      expect(await bench.read(location)).toBeDefined();
    },
  },
];
