// The whole test run: every check, then every test. It goes on after a failure, names all of them at the end, and ends
// with `N passed, N failed`, where a failed check counts as one.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { checks, tests, type Check } from "./check.ts";
import { closingLine, totalsFileVariable, type TestTotals } from "./test-totals.ts";

process.chdir(join(import.meta.dirname, ".."));

const folder = mkdtempSync(join(tmpdir(), "claviger-test-"));
const totalsFile = join(folder, "totals.json");
const failures = [...checks, tests].filter((check) => !succeeds(check)).map(({ name }) => name);
const totals = readTotals();
rmSync(folder, { recursive: true, force: true });

const failedChecks = failures.filter((name) => name !== tests.name);
// A test run that failed without a failed test, or without any totals, still is one failure.
const failedTests = failures.includes(tests.name) ? Math.max(totals.failed, 1) : totals.failed;
if (failures.length > 0) print(`\nFailed: ${failures.join(", ")}`);
const line = closingLine({ ...totals, failed: failedTests + failedChecks.length });
print(line);
// For a caller that has more to print, and the same last line.
const lineFile = process.env["CLAVIGER_CLOSING_LINE_FILE"];
if (lineFile !== undefined) writeFileSync(lineFile, `${line}\n`);
process.exitCode = failures.length > 0 ? 1 : 0;

function succeeds({ name, command }: Check): boolean {
  print(`\n── ${name}: ${command.join(" ")}`);
  const started = performance.now();
  const [file, ...args] = command;
  const bin = join(import.meta.dirname, "..", "node_modules", ".bin");
  const env = {
    ...process.env,
    PATH: `${bin}${delimiter}${process.env["PATH"]}`,
    [totalsFileVariable]: totalsFile,
  };
  const { status, error } = spawnSync(file, args, { stdio: "inherit", env });
  const took = `${((performance.now() - started) / 1000).toFixed(1)} s`;
  if (error !== undefined) print(error.message);
  print(`── ${name}: ${status === 0 ? "passed" : "FAILED"} in ${took}`);
  return status === 0;
}

function readTotals(): TestTotals {
  try {
    return JSON.parse(readFileSync(totalsFile, "utf8"));
  } catch {
    return { passed: 0, failed: 0, skipped: 0 };
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
