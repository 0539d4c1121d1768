/** One step of the test run. */
export interface Check {
  /** What its heading says. */
  readonly name: string;
  readonly command: readonly [file: string, ...args: readonly string[]];
}

/** What comes before the tests, in order. */
export const checks: readonly Check[] = [
  { name: "Build", command: ["pnpm", "run", "build"] },
  { name: "Types of the tests", command: ["tsc", "-p", "tsconfig.test.json"] },
  { name: "Lint", command: ["oxlint", "--type-aware", "--deny-warnings"] },
  { name: "Format", command: ["oxfmt", "--check", "."] },
  { name: "Unused files, exports and dependencies", command: ["knip", "--no-config-hints"] },
];

/** All tests, in all projects. */
export const tests: Check = { name: "Tests", command: ["vitest", "run"] };
