import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import {
  callClaviger,
  type Outcome,
  outcomeOf,
  project,
  start,
  startProgram,
  claviger,
} from "../testing/claviger.ts";
import { callsIn, currentIn, jsonStoreProject, storedIn } from "../testing/json-store.ts";
import { type Sabotage, sabotaged, saboteurSource } from "../testing/fs-saboteur.ts";

// Each test is several processes, and the machine may be busy.
vi.setConfig({ testTimeout: 120_000 });

const count = 5;
const names = Array.from({ length: count }, (_, index) => `TOKEN_${index}`);
const original = `# tokens\n${names.map((name) => `${name}=canary-${name}\n`).join("")}PORT=5432\n`;
const rewritten = `# tokens\n${names.map((name) => `${name}=secret://store/${name}\n`).join("")}PORT=5432\n`;
const stored = Object.fromEntries(names.map((name) => [name, `canary-${name}`]));
const args = ["import", ".env", "--to", "store", "--apply", "--rewrite"];

const read = (directory: string, file = ".env"): string => readFileSync(join(directory, file), "utf8");

function backups(directory: string): string[] {
  const folder = join(directory, ".claviger/backup");
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith(".env-")) : [];
}

/** Whatever happened: every value is in the file or in the store, and a file that was rewritten has a whole backup. */
function expectNothingLost(directory: string): void {
  const now = read(directory);
  expect([original, rewritten]).toContain(now);
  const copies = backups(directory).map((name) => read(directory, `.claviger/backup/${name}`));
  const kept = currentIn(directory);
  expect(now === rewritten ? kept : stored).toEqual(stored);
  expect(now === original || copies.includes(original)).toBe(true);
  expect(copies.length === 0 || read(directory, ".claviger/backup/.gitignore") === "*\n").toBe(true);
}

/** The second run does what is left, and names every copy in plain text that lies about. */
async function expectCompleted(directory: string): Promise<void> {
  const { exitCode, stdout, stderr } = await callClaviger(args, { directory });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(read(directory)).toBe(rewritten);
  expect(currentIn(directory)).toEqual(stored);
  // What was there was not written again.
  expect(Object.values(storedIn(directory)).every((versions) => versions.length === 1)).toBe(true);
  for (const backup of backups(directory)) expect(stdout).toContain(`rm .claviger/backup/${backup}`);
  expect(backups(directory).map((name) => read(directory, `.claviger/backup/${name}`))).toContain(original);
  expect(readdirSync(directory).filter((name) => name.startsWith(".env"))).toEqual([".env"]);
}

describe("killed by SIGKILL", () => {
  test.each(Array.from({ length: count }, (_, done) => done))(
    "after %i values were stored: nothing is lost, and the second run completes it",
    async (done) => {
      const directory = project({ ...jsonStoreProject(), ".env": original });
      const child = start(args, { directory, env: { STORE_HOLD_AFTER: String(done) } });
      const ended = outcomeOf(child);
      while (!callsIn(directory).includes("hold") || Object.keys(storedIn(directory)).length < done)
        await sleep(5);
      child.kill("SIGKILL");
      expect(await ended).toMatchObject({ signal: "SIGKILL" });
      expectNothingLost(directory);
      await expectCompleted(directory);
    },
  );

  test.each<Sabotage>(["kill-before", "kill-within"])(
    "at each change of a file (%s)",
    async (sabotage) => {
      const steps = await sabotageEach(sabotage, async (directory, signal) => {
        expect(signal).toBe("SIGKILL");
        expectNothingLost(directory);
        await expectCompleted(directory);
      });
      // The lock, the ignored folder, the backup, the new file, and the rename that takes its place.
      for (const step of [
        /linkSync .*lock-/,
        /openSync .*backup\/\.gitignore/,
        /openSync .*backup\/\.env-/,
        /openSync .*claviger-new/,
        /renameSync .*claviger-new/,
      ])
        expect(steps).toContainEqual(expect.stringMatching(step));
    },
    120_000,
  );

  test("at any moment", async () => {
    let killed = 0;
    for (let ms = 50; ms <= 650; ms += 60) {
      const directory = project({ ...jsonStoreProject(), ".env": original });
      const child = start(args, { directory, env: { STORE_DELAY: "100" } });
      const ended = outcomeOf(child);
      await Promise.race([sleep(ms), ended]);
      child.kill("SIGKILL");
      if ((await ended).signal === "SIGKILL") killed++;
      expectNothingLost(directory);
      await expectCompleted(directory);
    }
    expect(killed).toBeGreaterThan(3);
  });
});

describe("a full disk", () => {
  test("at each change of a file: it says so, nothing is lost, and another run completes it", async () => {
    await sabotageEach("full", async (directory, signal, { exitCode, stderr, stdout }) => {
      expect(signal).toBeNull();
      expect(stderr + stdout).not.toContain("canary-");
      expectNothingLost(directory);
      const saidSo = /no space is left on the device. Next: nothing was lost/.test(stderr);
      const failed = exitCode === 6 && saidSo && read(directory) === original;
      expect({ exitCode, stderr, ended: exitCode === 0 || failed }).toMatchObject({ ended: true });
      expect(readdirSync(directory).filter((name) => name.startsWith(".env"))).toEqual([".env"]);
      await expectCompleted(directory);
    });
  });

  test("for real: a limit of the file's size", async () => {
    const large = `${original}${"# a comment\n".repeat(20_000)}`;
    const directory = project({ ...jsonStoreProject(), ".env": large });
    // 64 or 128 kB, as the shell counts.
    const line = `ulimit -f 128; exec "${process.execPath}" "${claviger}" ${args.join(" ")}`;
    const { exitCode, stderr, stdout } = await outcomeOf(startProgram("sh", ["-c", line], { directory }));
    expect(exitCode).toBe(6);
    expect(stderr).toMatch(
      /no backup of .* could be kept .*, and it was not rewritten: a file may not be that large here/,
    );
    expect(stdout).toContain(`${count} written, read back and the same.`);
    expect(read(directory)).toBe(large);
    expect(backups(directory)).toEqual([]);
    expect(currentIn(directory)).toEqual(stored);
    expect(await callClaviger(args, { directory })).toMatchObject({ exitCode: 0 });
    expect(read(directory)).toBe(large.replace(original, rewritten));
  });
});

/** Runs the command as often as it changes files, each time with another of those spoiled. */
async function sabotageEach(
  sabotage: Sabotage,
  after: (directory: string, signal: string | null, outcome: Outcome) => Promise<void>,
): Promise<readonly string[]> {
  const steps = await spoil(0);
  expect(steps.outcome.exitCode).toBe(0);
  expect(steps.log.length).toBeGreaterThan(15);
  const left = steps.log.map((_, index) => index + 1);
  const worker = async (): Promise<void> => {
    for (let at = left.pop(); at !== undefined; at = left.pop()) {
      const { directory, outcome, log } = await spoil(at);
      expect(log.length).toBeGreaterThanOrEqual(at);
      await after(directory, outcome.signal, outcome);
    }
  };
  await Promise.all([worker(), worker(), worker()]);
  return steps.log;

  async function spoil(at: number): Promise<{
    readonly directory: string;
    readonly outcome: Outcome;
    readonly log: readonly string[];
  }> {
    const directory = project({ ...jsonStoreProject(), ".env": original, "saboteur.mjs": saboteurSource() });
    const log = join(directory, "sabotage.log");
    const env = sabotaged(join(directory, "saboteur.mjs"), { sabotage, at, log });
    const outcome = await callClaviger(args, { directory, env });
    return { directory, outcome, log: read(directory, "sabotage.log").trim().split("\n") };
  }
}

describe("two at once", () => {
  test("of one file: each value is stored once, and the file is rewritten", async () => {
    const directory = project({ ...jsonStoreProject(), ".env": original });
    const outcomes = await Promise.all(
      Array.from({ length: 4 }, () => callClaviger(args, { directory, env: { STORE_DELAY: "20" } })),
    );
    const codes = outcomes.map(({ exitCode }) => exitCode);
    expect(codes).toContain(0);
    for (const { exitCode, stderr } of outcomes.filter(({ exitCode }) => exitCode !== 0)) {
      // The other has the lock, or has changed the file since it was read.
      expect([5, 6]).toContain(exitCode);
      expect(stderr).toMatch(/another import of .*\.env is under way|was changed by somebody/);
    }
    expectNothingLost(directory);
    await expectCompleted(directory);
  });

  test("of two files with the same values, into one store", async () => {
    const directory = project({ ...jsonStoreProject(), ".env": original, "copy.env": original });
    const outcomes = await Promise.all(
      [".env", "copy.env"].map((file) =>
        callClaviger(["import", file, "--to", "store", "--apply"], { directory, env: { STORE_DELAY: "20" } }),
      ),
    );
    expect(outcomes.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(currentIn(directory)).toEqual(stored);
    expect(Object.values(storedIn(directory)).every((versions) => versions.length === 1)).toBe(true);
  });

  test("of two files with other values: no value is written over unseen", async () => {
    const files = { "one.env": "TOKEN=canary-1\n", "two.env": "TOKEN=canary-2\n" };
    const directory = project({ ...jsonStoreProject(), ...files });
    const outcomes = await Promise.all(
      Object.keys(files).map((file) =>
        callClaviger(["import", file, "--to", "store", "--apply"], { directory, env: { STORE_DELAY: "50" } }),
      ),
    );
    const codes = outcomes.map(({ exitCode }) => exitCode);
    expect(codes.filter((code) => code === 0)).toHaveLength(1);
    expect(storedIn(directory)["TOKEN"]).toHaveLength(1);
    expect(currentIn(directory)["TOKEN"]).toBe(codes[0] === 0 ? "canary-1" : "canary-2");
  });
});
