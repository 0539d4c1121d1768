import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Contestant, measure, type Timing } from "./measure.ts";

// What an application pays for a provider that it imports and does not use yet: a process that imports it, beside one that
// imports nothing, in milliseconds. It is the one figure here that is no ratio, since its budget is none.

const node = realpathSync(process.execPath);
const root = mkdtempSync(join(tmpdir(), "claviger-bench-"));
const rounds = Number(process.env["BENCH_ROUNDS"] ?? 31);

/** Milliseconds, as medians: what importing one provider may take, with the contract that it is written for. */
const budget = 5;

const providers = ["env", "file", "age", "vault", "aws", "azure", "github"].map(
  (name) => `@claviger/provider-${name}`,
);
const nothing = "nothing";

function contestant(title: string, imported?: string): Contestant {
  const file = join(root, `${title.replaceAll("/", "-")}.mjs`);
  // By its address: what finding a package takes depends on how deep it lies.
  const address = imported === undefined ? undefined : import.meta.resolve(imported);
  writeFileSync(file, address === undefined ? "" : `import ${JSON.stringify(address)};\n`);
  return { title, file: node, args: [file], env: { HOME: root }, directory: root };
}

function printResult(timings: readonly Timing[]): boolean {
  const floor = timings.find(({ title }) => title === nothing)?.median ?? Number.NaN;
  let kept = true;
  for (const { title, minimum, median } of timings) {
    const added = median - floor;
    const broken = providers.includes(title) && added > budget;
    kept &&= !broken;
    process.stdout.write(
      `  ${title.padEnd(26)} minimum ${minimum.toFixed(1)} ms, median ${median.toFixed(1)} ms: ${added.toFixed(1)} ms more than nothing${broken ? ` (budget ${budget})` : ""}\n`,
    );
  }
  return kept;
}

try {
  process.stdout.write(`Node ${process.version}, ${rounds} runs each\n`);
  const imports = ["@claviger/core/provider", "@claviger/core", ...providers];
  const contestants = [contestant(nothing), ...imports.map((name) => contestant(name, name))];
  process.exitCode = printResult(measure(contestants, { rounds })) ? 0 : 1;
} finally {
  rmSync(root, { recursive: true });
}
