// What claviger costs where the secrets are in AWS, beside bare scripts on the bundled SDK and beside its peers. The far
// side is a stand-in for timing alone (aws-stand-in.ts).
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { rolldown } from "rolldown";
import { type Contestant, measure, type Spread, type Timing } from "./measure.ts";
import { peers } from "./peers.ts";

const require = createRequire(import.meta.url);
const node = realpathSync(process.execPath);
const root = mkdtempSync(join(tmpdir(), "claviger-bench-"));
const rounds = Number(process.env["BENCH_ROUNDS"] ?? 31);
const names = Array.from({ length: 100 }, (_, index) => `SECRET_${index}`);

const budgeted = new Set(["claviger get", "claviger run, by a manifest", "claviger run, by --env"]);
/** Of the median of the bare script. */
const most = 1.1;
const sdkPackage = "@aws-sdk/client-secrets-manager";
/** In megabytes. */
const mostMemory = 150;

/** A project, with a copy of the provider of its own or without. */
function project(name: string, { manifest = false, provider = false } = {}): string {
  const directory = join(root, name);
  mkdirSync(directory);
  const secrets = manifest ? { secrets: Object.fromEntries(names.map((secret) => [secret, {}])) } : {};
  writeFileSync(join(directory, "claviger.config.json"), JSON.stringify({ providers: ["aws"], ...secrets }));
  if (provider) {
    const scope = join(directory, "node_modules/@claviger");
    mkdirSync(scope, { recursive: true });
    const source = dirname(require.resolve("@claviger/provider-aws/package.json"));
    symlinkSync(realpathSync(source), join(scope, "provider-aws"));
  }
  return directory;
}

/** The command as npm installs it: by itself, not next to the sources of its dependencies. */
function installClaviger(): string {
  const source = dirname(require.resolve("@claviger/cli/package.json"));
  const directory = join(root, "claviger");
  for (const part of ["dist", "package.json"]) {
    cpSync(join(source, part), join(directory, part), { recursive: true });
  }
  return join(directory, "dist/claviger.js");
}

/** A script of ours in one folder with the SDK, as a bundler makes it, or with the SDK as it is installed. */
async function bundle(script: string, { sdk = true } = {}): Promise<string> {
  const directory = join(root, sdk ? script : `${script}-without-sdk`);
  const input = join(import.meta.dirname, `${script}.ts`);
  const bundled = await rolldown({ input, platform: "node", external: sdk ? [] : [sdkPackage] });
  if (!sdk) {
    const installed = join(directory, "node_modules", sdkPackage);
    mkdirSync(dirname(installed), { recursive: true });
    symlinkSync(dirname(require.resolve(`${sdkPackage}/package.json`)), installed);
  }
  await bundled.write({ dir: directory, format: "esm", minify: true, entryFileNames: "[name].mjs" });
  await bundled.close();
  return join(directory, `${script}.mjs`);
}

/** Starts the stand-in, and gives the environment in which it is AWS. */
async function standIn(delay: number): Promise<{ readonly env: Record<string, string>; stop(): void }> {
  const script = join(import.meta.dirname, "aws-stand-in.ts");
  const server = spawn(node, [script, String(delay)], { stdio: ["ignore", "pipe", "inherit"] });
  const [port] = await once(server.stdout, "data");
  const env = {
    PATH: "/usr/local/bin:/usr/bin:/bin",
    HOME: root,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
    AWS_SECRET_ACCESS_KEY: "not-a-key",
    AWS_ENDPOINT_URL: `http://127.0.0.1:${String(port).trim()}`,
  };
  return { env, stop: () => server.kill() };
}

async function toGet(claviger: string, env: Contestant["env"]): Promise<Contestant[]> {
  const script = (title: string, file: string): Contestant => {
    return { title, file: node, args: [file, "SECRET_0"], env, directory: root };
  };
  const get = (title: string, directory: string): Contestant => {
    return { title, file: node, args: [claviger, "get", "SECRET_0"], env, directory };
  };
  return [
    script("a bare script, SDK bundled", await bundle("bare-get")),
    script("the same, SDK not bundled", await bundle("bare-get", { sdk: false })),
    get("claviger get", project("without")),
    get("claviger get, project's provider", project("with", { provider: true })),
  ];
}

async function toRun(claviger: string, env: Contestant["env"]): Promise<Contestant[]> {
  const nodeProgram = (title: string, directory: string, args: readonly string[]): Contestant => {
    return { title, file: node, args, env, directory };
  };
  const named = names.flatMap((name) => ["--env", name]);
  const manifest = project("manifest", { manifest: true });
  const withProvider = project("manifest-with", { manifest: true, provider: true });
  const run = [claviger, "run", "--", "true"];
  return [
    nodeProgram("a bare script, 5 batches at once", root, [await bundle("bare-run"), "true", ...names]),
    nodeProgram("claviger run, by a manifest", manifest, run),
    nodeProgram("claviger run, by --env", project("named"), [claviger, "run", ...named, "--", "true"]),
    nodeProgram("claviger run, project's provider", withProvider, run),
    ...peers({ names, node, env, root }),
  ];
}

/** What is wrong with a result of ours, beside the bare script's and those of peers. */
function brokenBudgets(
  { title, median, usage }: Timing,
  timings: readonly Timing[],
  floor: Timing,
): string[] {
  if (!budgeted.has(title)) return [];
  const ahead = timings.filter((peer) => ["varlock", "vals"].includes(peer.title) && peer.median <= median);
  return [
    ...(median > most * floor.median ? [`more than ${most} x`] : []),
    ...ahead.map((peer) => `behind ${peer.title}`),
    ...((usage?.peak ?? 0) > mostMemory ? [`more than ${mostMemory} MB`] : []),
  ];
}

/** Least and median, and how many times the floor's they are. */
function comparison(own: Spread, floor: Spread): string {
  const [least, median] = [own.minimum / floor.minimum, own.median / floor.median];
  const times = `${least.toFixed(2)}, ${median.toFixed(2)} x`;
  return `${own.minimum.toFixed(0)} / ${own.median.toFixed(0)} ms (${times})`;
}

/** Whether every budget held. */
function printResult(heading: string, timings: readonly Timing[]): boolean {
  process.stdout.write(`\n${heading} (${rounds} runs each; least / median)\n`);
  // The bare script is the first.
  const [floor] = timings;
  if (floor === undefined) return false;
  let kept = true;
  for (const timing of timings) {
    const problems = brokenBudgets(timing, timings, floor);
    kept &&= problems.length === 0;
    const processor =
      timing.usage && floor.usage ? `, processor ${comparison(timing.usage, floor.usage)}` : "";
    const memory = timing.usage ? `, ${timing.usage.peak.toFixed(0)} MB` : "";
    const wrong = problems.map((problem) => `: ${problem}`).join("");
    process.stdout.write(
      `  ${timing.title.padEnd(34)} ${comparison(timing, floor)}${processor}${memory}${wrong}\n`,
    );
  }
  return kept;
}

const quick = await standIn(0);
const slow = await standIn(20);
try {
  process.stdout.write(`Node ${process.version}\n`);
  const claviger = installClaviger();
  const options = { rounds, usage: true };
  const results = [
    printResult("get of one secret", measure(await toGet(claviger, quick.env), options)),
    printResult("run with 100 secrets, 20 ms a call", measure(await toRun(claviger, slow.env), options)),
  ];
  process.exitCode = results.every(Boolean) ? 0 : 1;
} finally {
  quick.stop();
  slow.stop();
  rmSync(root, { recursive: true });
}
