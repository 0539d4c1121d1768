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

/** Addresses, and not names: what finding a package takes depends on how deep it lies. */
const contract = import.meta.resolve("@claviger/core/provider");
const core = import.meta.resolve("@claviger/core");
const providers = [
  import.meta.resolve("@claviger/provider-env"),
  import.meta.resolve("@claviger/provider-file"),
  import.meta.resolve("@claviger/provider-age"),
  import.meta.resolve("@claviger/provider-vault"),
  import.meta.resolve("@claviger/provider-aws"),
  import.meta.resolve("@claviger/provider-azure"),
  import.meta.resolve("@claviger/provider-github"),
];
const nothing = "nothing";

/** Such as `provider-env index.js`. */
const titleOf = (address: string): string => address.replace(/^.*\/packages\/([^/]+)\/dist\//, "$1 ");

const budgeted = new Set(providers.map((address) => titleOf(address)));

function contestant(title: string, source: string): Contestant {
  const file = join(root, `${title.replaceAll(/\W/g, "-")}.mjs`);
  writeFileSync(file, source);
  return { title, file: node, args: [file], env: { HOME: root }, directory: root };
}

function printResult(timings: readonly Timing[]): boolean {
  const floor = timings.find(({ title }) => title === nothing)?.median ?? Number.NaN;
  let kept = true;
  for (const { title, minimum, median } of timings) {
    const added = median - floor;
    const broken = budgeted.has(title) && added > budget;
    kept &&= !broken;
    process.stdout.write(
      `  ${title.padEnd(26)} minimum ${minimum.toFixed(1)} ms, median ${median.toFixed(1)} ms: ${added.toFixed(1)} ms more than nothing${broken ? ` (budget ${budget})` : ""}\n`,
    );
  }
  return kept;
}

try {
  process.stdout.write(`Node ${process.version}, ${rounds} runs each\n`);
  const imports = [contract, core, ...providers].map((address) =>
    contestant(titleOf(address), `import ${JSON.stringify(address)};\n`),
  );
  const contestants = [contestant(nothing, ""), ...imports];
  process.exitCode = printResult(measure(contestants, { rounds })) ? 0 : 1;
} finally {
  rmSync(root, { recursive: true });
}
