import { writeFileSync } from "node:fs";
import type { Reporter, SerializedError, TestCase, TestModule, TestSuite, Vitest } from "vitest/node";
import { closingLine, totalsFileVariable, type TestTotals } from "./test-totals.ts";

/**
 * Ends a run with `N passed, N failed` as its last line, after why tests were skipped. `0 failed` stands
 * there only when the run succeeded: a run without a single test fails, too.
 */
export class ClosingLineReporter implements Reporter {
  #vitest: Vitest | undefined;

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const totals = countTests(modules, unhandledErrors);
    // Of a run that is limited to some names, all the others are skipped: that is no news.
    if (this.#vitest?.config.testNamePattern === undefined) reportSkips(modules);
    if (totals.passed + totals.failed === 0) {
      print("No test ran, which is a failure.");
      process.exitCode = 1;
      return this.#close({ ...totals, failed: 1 });
    }
    this.#close(totals);
  }

  #close(totals: TestTotals): void {
    const file = process.env[totalsFileVariable];
    if (file === undefined) print(closingLine(totals));
    else writeFileSync(file, JSON.stringify(totals));
  }
}

function countTests(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): TestTotals {
  const states = tests(modules).map((test) => test.result().state);
  const count = (state: (typeof states)[number]): number => states.filter((each) => each === state).length;
  const outside =
    groups(modules).filter((group) => group.errors().length > 0).length + unhandledErrors.length;
  // A test that is still pending when the run ends was interrupted.
  return {
    passed: count("passed"),
    failed: count("failed") + count("pending") + outside,
    skipped: count("skipped"),
  };
}

/** A line for each file and reason, with how many tests it stands for. */
function reportSkips(modules: readonly TestModule[]): void {
  const counts = new Map<string, number>();
  for (const test of tests(modules)) {
    if (test.result().state !== "skipped") continue;
    const why = `${test.module.relativeModuleId}: ${skipReason(test)}`;
    counts.set(why, (counts.get(why) ?? 0) + 1);
  }
  for (const [why, count] of counts) print(`Skipped ${count} of ${why}`);
}

function skipReason(test: TestCase): string {
  const result = test.result();
  if (result.state === "skipped" && result.note !== undefined) return result.note;
  if (test.options.mode === "todo") return "still to be written";
  for (let group = test.parent; ; group = group.parent) {
    if (group.errors().length > 0) return "what its group does before it failed";
    if (group.type === "module") return "no reason given";
  }
}

function tests(modules: readonly TestModule[]): readonly TestCase[] {
  return modules.flatMap(({ children }) => [...children.allTests()]);
}

function groups(modules: readonly TestModule[]): readonly (TestModule | TestSuite)[] {
  return modules.flatMap((module) => [module, ...module.children.allSuites()]);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
