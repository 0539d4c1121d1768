import { spawnSync } from "node:child_process";

/** A command to be timed: its whole process, from spawn to exit. */
export interface Contestant {
  readonly title: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly directory: string;
}

/** Milliseconds, over all runs. */
export interface Spread {
  readonly minimum: number;
  readonly median: number;
}

/** How long a contestant took. */
export interface Timing extends Spread {
  readonly title: string;
  /** Where it was asked for. */
  readonly usage?: Usage;
}

/**
 * What a contestant took of the machine, with what it started and waited for: processor time, which depends less on what
 * else the machine does, and memory.
 */
export interface Usage extends Spread {
  /** The most memory of any run, in megabytes. */
  readonly peak: number;
}

export interface MeasureOptions {
  /** Timed runs of each contestant. */
  readonly rounds: number;
  /** Runs before those, which fill the machine's file cache. @default 3 */
  readonly warmUp?: number;
  /** Measures processor time and memory as well. It takes Python: Node does not tell them of its children. @default false */
  readonly usage?: boolean;
}

/** One run: milliseconds that passed, milliseconds of processor time, megabytes. */
interface Sample {
  readonly wall: number;
  readonly processor: number;
  readonly peak: number;
}

/**
 * Times the contestants in turn, round by round, so that a slow minute of the machine hits all of them alike: only ratios
 * inside one result mean something. Each round starts with another contestant.
 *
 * @throws Error if a contestant fails
 */
export function measure(
  contestants: readonly Contestant[],
  { rounds, warmUp = 3, usage = false }: MeasureOptions,
): Timing[] {
  const samples = contestants.map((): Sample[] => []);
  for (let round = -warmUp; round < rounds; round++) {
    for (let turn = 0; turn < contestants.length; turn++) {
      const index = (turn + round + warmUp) % contestants.length;
      const contestant = contestants[index];
      if (contestant === undefined) continue;
      const sample = usage ? measureOnce(contestant) : timeOnce(contestant);
      if (round >= 0) samples[index]?.push(sample);
    }
  }
  return contestants.map(({ title }, index) => summarise(title, samples[index] ?? [], usage));
}

function timeOnce({ title, file, args, env, directory }: Contestant): Sample {
  const start = performance.now();
  const { status, signal, error } = spawnSync(file, args, { env, cwd: directory, stdio: "ignore" });
  const wall = performance.now() - start;
  if (status !== 0) throw new Error(`${title} failed: ${error?.message ?? signal ?? `exit code ${status}`}`);
  return { wall, processor: Number.NaN, peak: Number.NaN };
}

const waiter = `
import json, os, sys, time
null = os.open(os.devnull, os.O_RDWR)
silence = [(os.POSIX_SPAWN_DUP2, null, fd) for fd in (0, 1, 2)]
start = time.perf_counter()
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=silence)
_, status, used = os.wait4(child, 0)
wall = time.perf_counter() - start
print(json.dumps([os.waitstatus_to_exitcode(status), wall * 1e3, (used.ru_utime + used.ru_stime) * 1e3, used.ru_maxrss * 1024 / 1e6]))
`;

function measureOnce({ title, file, args, env, directory }: Contestant): Sample {
  const python = ["-S", "-E", "-c", waiter, file, ...args];
  const { stdout, stderr, error } = spawnSync("python3", python, { env, cwd: directory, encoding: "utf8" });
  if (error || !stdout) throw new Error(`${title} could not be measured: ${error?.message ?? stderr}`);
  const [exitCode, wall, processor, peak]: readonly [number, number, number, number] = JSON.parse(stdout);
  if (exitCode !== 0) throw new Error(`${title} failed: exit code ${exitCode}`);
  return { wall, processor, peak };
}

function summarise(title: string, samples: readonly Sample[], usage: boolean): Timing {
  const timing = { title, ...spread(samples.map(({ wall }) => wall)) };
  if (!usage) return timing;
  const peak = Math.max(...samples.map((sample) => sample.peak));
  return { ...timing, usage: { ...spread(samples.map(({ processor }) => processor)), peak } };
}

function spread(times: readonly number[]): Spread {
  const sorted = times.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  const lower = sorted[sorted.length % 2 === 0 ? middle - 1 : middle] ?? Number.NaN;
  return { minimum: sorted[0] ?? Number.NaN, median: (lower + upper) / 2 };
}
