import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Contestant, measure, type Timing } from "./measure.ts";

const require = createRequire(import.meta.url);
const node = realpathSync(process.execPath);
const root = mkdtempSync(join(tmpdir(), "claviger-bench-"));
const env = { PATH: "/usr/local/bin:/usr/bin:/bin", HOME: root };
const rounds = Number(process.env["BENCH_ROUNDS"] ?? 31);

/** What must hold, as medians in one run: `claviger run -- true` on an env chain against another command. */
const budgets = [
  { against: "dotenv-cli", most: 0.85 },
  { against: "node -e 0", most: 1.5 },
] as const;

/** The budgets are for the command as such; what the secrets that it reads add is shown beside it. */
const budgeted = "claviger run, nothing named";

/** The command as npm installs it: by itself, not next to the sources of its dependencies. */
function installClaviger(directory: string): string {
  const source = dirname(require.resolve("@claviger/cli/package.json"));
  for (const part of ["dist", "package.json"]) {
    cpSync(join(source, part), join(directory, part), { recursive: true });
  }
  return join(directory, "dist/claviger.js");
}

/** A project whose .env holds so many variables. */
function project(
  directory: string,
  count: number,
): { readonly directory: string; readonly names: readonly string[] } {
  const names = Array.from({ length: count }, (_, index) => `SECRET_${index}`);
  mkdirSync(directory);
  writeFileSync(join(directory, ".env"), names.map((name) => `${name}=value-of-${name}\n`).join(""));
  return { directory, names };
}

function contestants(count: number): Contestant[] {
  const claviger = installClaviger(join(root, "claviger"));
  const dotenv = join(dirname(require.resolve("dotenv-cli/package.json")), "cli.js");
  const { directory, names } = project(join(root, `project-${count}`), count);
  const nodeProgram = (title: string, args: readonly string[]): Contestant => {
    return { title, file: node, args, env, directory };
  };
  const named = names.flatMap((name) => ["--env", name]);
  return [
    nodeProgram("node -e 0", ["-e", "0"]),
    nodeProgram("dotenv-cli", [dotenv, "-e", ".env", "--", "true"]),
    nodeProgram(budgeted, [claviger, "run", "--", "true"]),
    nodeProgram("claviger run, all named", [claviger, "run", ...named, "--", "true"]),
  ];
}

function printResult(count: number, timings: readonly Timing[]): boolean {
  process.stdout.write(`\n${count} in .env (${rounds} runs each)\n`);
  let kept = true;
  for (const { title, minimum, median } of timings) {
    const ratios = budgets.map(({ against, most }) => {
      const other = timings.find((timing) => timing.title === against)?.median ?? Number.NaN;
      const ratio = median / other;
      const broken = title === budgeted && ratio > most;
      kept &&= !broken;
      return `${ratio.toFixed(2)} x ${against}${broken ? ` (budget ${most})` : ""}`;
    });
    process.stdout.write(
      `  ${title.padEnd(28)} minimum ${minimum.toFixed(1)} ms, median ${median.toFixed(1)} ms: ${ratios.join(", ")}\n`,
    );
  }
  return kept;
}

try {
  process.stdout.write(`Node ${process.version}\n`);
  const results = [1, 100].map((count) => printResult(count, measure(contestants(count), { rounds })));
  process.exitCode = results.every(Boolean) ? 0 : 1;
} finally {
  rmSync(root, { recursive: true });
}
