import { execFile } from "node:child_process";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { cliProject } from "./cli-project.ts";

// A project is set up with an age store, and used, as after a clone.

const git = promisify(execFile);
const canary = "canary-c07d";

test("init makes an age store that set, get, versions and rollback use, and git leaves its key out", async () => {
  await using project = await cliProject();
  const { directory, call } = project;
  await writeFile(join(directory, "package.json"), '{"name":"shop","type":"module"}');
  const made = await call(["init", "--providers", "age,env"]);
  expect(made).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/Made: the key .*age1[\s\S]*Made: the store/),
  });
  for (const name of ["store.age", "identity.txt"]) {
    expect((await stat(join(directory, ".claviger", name))).mode & 0o777).toBe(0o600);
  }
  const key = await readFile(join(directory, ".claviger/identity.txt"), "utf8");
  expect(made.stdout + made.stderr).not.toContain(/AGE-SECRET-KEY-\w+/.exec(key)?.[0]);

  expect(await call(["set", "database-url"], `${canary} one`)).toMatchObject({ exitCode: 0 });
  expect(await call(["set", "database-url"], `${canary} two`)).toMatchObject({ exitCode: 0 });
  expect(await call(["get", "database-url"])).toMatchObject({ stdout: `${canary} two` });
  expect(await call(["rollback", "database-url", "previous", "--yes"])).toMatchObject({ exitCode: 0 });
  expect(await call(["get", "database-url"])).toMatchObject({ stdout: `${canary} one` });
  expect((await call(["versions", "database-url"])).stdout.trim().split("\n")).toHaveLength(2);

  const again = await call(["init", "--providers", "age,env"]);
  expect(again).toMatchObject({ exitCode: 0, stdout: "Unchanged: all is there\n" });
  expect(await readFile(join(directory, ".claviger/identity.txt"), "utf8")).toBe(key);
  expect(await call(["init"])).toMatchObject({ exitCode: 0, stdout: "Unchanged: all is there\n" });

  await git("git", ["init", "-q"], { cwd: directory });
  await writeFile(join(directory, ".env"), "A=1\n");
  const { stdout } = await git("git", ["status", "--porcelain", "-uall"], { cwd: directory });
  const seen = stdout.split("\n").filter((line) => /\.env|\.claviger/.test(line));
  expect(seen).toEqual(["?? .claviger/store.age"]);
});

test(
  "two who set different fields of one secret in an age store at once lose none",
  { timeout: 120_000 },
  async () => {
    await using project = await cliProject();
    const { directory, call } = project;
    await writeFile(join(directory, "package.json"), '{"type":"module"}');
    await call(["init", "--providers", "age"]);
    const rounds = Array.from({ length: 20 }, (_, round) => round);
    for (const round of rounds) {
      const outcomes = await Promise.all(
        ["A", "B"].map((who) => call(["set", `app#${who}${round}`], `${who}${round}`)),
      );
      expect(outcomes.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    }
    const { stdout } = await call(["get", "app", "--bundle"]);
    const names = rounds.flatMap((round) => [`A${round}`, `B${round}`]);
    expect(JSON.parse(stdout)).toEqual(Object.fromEntries(names.map((name) => [name, name])));
  },
);
