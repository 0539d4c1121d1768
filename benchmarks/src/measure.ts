import { spawnSync } from "node:child_process";

/** A command to be timed: its whole process, from spawn to exit. */
export interface Contestant {
  readonly title: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly directory: string;
}

/** How long a contestant took, in milliseconds. */
export interface Timing {
  readonly title: string;
  readonly minimum: number;
  readonly median: number;
}

export interface MeasureOptions {
  /** Timed runs of each contestant. */
  readonly rounds: number;
  /** Runs before those, which fill the machine's file cache. @default 3 */
  readonly warmUp?: number;
}

/**
 * Times the contestants in turn, round by round, so that a slow minute of the machine hits all of them alike: only ratios
 * inside one result mean something. Each round starts with another contestant.
 *
 * @throws Error if a contestant fails
 */
export function measure(
  contestants: readonly Contestant[],
  { rounds, warmUp = 3 }: MeasureOptions,
): Timing[] {
  const times = contestants.map((): number[] => []);
  for (let round = -warmUp; round < rounds; round++) {
    for (let turn = 0; turn < contestants.length; turn++) {
      const index = (turn + round + warmUp) % contestants.length;
      const contestant = contestants[index];
      if (contestant === undefined) continue;
      const ms = timeOnce(contestant);
      if (round >= 0) times[index]?.push(ms);
    }
  }
  return contestants.map(({ title }, index) => summarise(title, times[index] ?? []));
}

function timeOnce({ title, file, args, env, directory }: Contestant): number {
  const start = performance.now();
  const { status, signal, error } = spawnSync(file, args, { env, cwd: directory, stdio: "ignore" });
  const ms = performance.now() - start;
  if (status !== 0) throw new Error(`${title} failed: ${error?.message ?? signal ?? `exit code ${status}`}`);
  return ms;
}

function summarise(title: string, times: readonly number[]): Timing {
  const sorted = times.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  const lower = sorted[sorted.length % 2 === 0 ? middle - 1 : middle] ?? Number.NaN;
  return { title, minimum: sorted[0] ?? Number.NaN, median: (lower + upper) / 2 };
}
