import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { programs } from "./testing/program.ts";
import { runProgram } from "./testing/run-program.ts";
import { pastSeeds } from "./testing/seeds.ts";

/** Any program on any chain does nothing that a chain may not do. */
const lawful = fc.asyncProperty(programs, async (program) => {
  const wrong = await runProgram(program);
  if (wrong.length > 0) throw new Error(wrong.join("\n"));
});

// Loaded on first use, which takes real time.
beforeAll(() => Promise.all([import("../secrets/explain.ts"), import("../operate/index.ts")]));

describe("a chain with its caches, whatever happens to it,", () => {
  it("gives only answers that its stores allow", { timeout: 60_000 }, async () => {
    await fc.assert(lawful, { numRuns: Number(process.env["MODEL_RUNS"] ?? 10_000) });
  });

  it.each(pastSeeds)("still does with the program of seed $seed ($found)", async ({ program }) => {
    expect(await runProgram(program)).toEqual([]);
  });
});
