import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { type Outcome, outcomeOf, project, start } from "../testing/claviger.ts";

const patience = { timeout: 15_000, interval: 50 };

interface Watched {
  readonly directory: string;
  readonly child: ReturnType<typeof start>;
  readonly outcome: Promise<Outcome>;
  /** What the commands wrote down, one line each. */
  readonly lines: () => string[];
  /** Gives the secret another value, at once. */
  readonly change: (content: string) => void;
}

/** A command that writes down its secret and its pid, then does as the script says. */
function watched(script: string, args: readonly string[] = []): Watched {
  const directory = project({ ".env": "TOKEN=first\n" });
  const log = join(directory, "log");
  const command = ["sh", "-c", `echo "$TOKEN $$" >> log; ${script}`];
  const child = start(["run", "--watch", "--env", "TOKEN", ...args, "--", ...command], {
    directory,
    env: { SECRETS_CACHE_TTL: "1" },
  });
  return {
    directory,
    child,
    outcome: outcomeOf(child),
    lines: () => (existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : []),
    change: (content) => {
      writeFileSync(join(directory, "next"), content);
      renameSync(join(directory, "next"), join(directory, ".env"));
    },
  };
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test("the command is started anew when its secret has changed, and only then", async () => {
  const { child, outcome, lines, change } = watched("exec sleep 60");
  await vi.waitFor(() => expect(lines()).toHaveLength(1), patience);
  change("TOKEN=second\nOTHER=x\n");
  await vi.waitFor(() => expect(lines()).toHaveLength(2), patience);
  const [first = "", second = ""] = lines();
  expect([first.split(" ")[0], second.split(" ")[0]]).toEqual(["first", "second"]);
  expect(alive(Number(first.split(" ")[1]))).toBe(false);
  child.kill("SIGTERM");
  const { signal, stderr } = await outcome;
  expect(signal).toBe("SIGTERM");
  expect(stderr).toBe("claviger: a secret has changed: the command is started anew\n");
  expect(lines()).toHaveLength(2);
  expect(alive(Number(second.split(" ")[1]))).toBe(false);
}, 30_000);

test("a failure is told once, and the command goes on with what it has", async () => {
  const { child, outcome, lines, change } = watched("exec sleep 60");
  await vi.waitFor(() => expect(lines()).toHaveLength(1), patience);
  let told = "";
  child.stderr?.on("data", (text: unknown) => (told += String(text)));
  change('TOKEN="not closed\n');
  await vi.waitFor(() => expect(told).toContain("the command goes on"), patience);
  change("TOKEN=first\n");
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  child.kill("SIGINT");
  const { stderr } = await outcome;
  expect(stderr.match(/goes on/g)).toHaveLength(1);
  expect(lines()).toHaveLength(1);
}, 30_000);

test("a command that ends by itself is not started again", async () => {
  const { outcome, lines } = watched("exit 7");
  expect(await outcome).toMatchObject({ exitCode: 7 });
  expect(lines()).toHaveLength(1);
});
