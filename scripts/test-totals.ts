/** What a test run came to. */
export interface TestTotals {
  readonly passed: number;
  /** Tests that failed, and failures outside of a test: a file that can't be loaded, a hook, an unhandled error. */
  readonly failed: number;
  readonly skipped: number;
}

/** The environment variable with the file that a run's totals are written to, instead of being printed. */
export const totalsFileVariable = "CLAVIGER_TEST_TOTALS_FILE";

/** The last line of every test run. */
export function closingLine(totals: TestTotals): string {
  const { passed, failed, skipped } = totals;
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
