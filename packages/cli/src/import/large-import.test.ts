import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test, vi } from "vitest";
import { callClaviger, claviger, outcomeOf, path, project, startProgram } from "../testing/claviger.ts";
import { callsIn, currentIn, jsonStoreProject, storeIn } from "../testing/json-store.ts";

// Each test is several processes, and the machine may be busy.
vi.setConfig({ testTimeout: 120_000 });

const count = 1000;
const value = (index: number): string => `canary-${index}-${"x".repeat(200)}`;
const dotenv = Array.from({ length: count }, (_, index) => `TOKEN_${index}=${value(index)}\n`).join("");
/** Writes down how much memory the process took at most, in kB. */
const measure = `process.on("exit", () => process.getBuiltinModule("fs").writeFileSync(process.env.MEMORY_FILE, String(process.resourceUsage().maxRSS)));`;

/** A store in the memory of the command itself: one in a file would make more garbage than the command. */
const memoryStore = `
  const kept = new Map();
  const wait = () => new Promise((done) => setTimeout(done, 40));
  export const provider = { contract: 1, name: "store", options: {},
    capabilities: { values: ["text", "bytes", "fields"], versions: "none", write: true },
    create: () => ({
      locate: ({ name }) => [{ path: name }],
      parse: (path) => ({ path }),
      get: async ({ path }) => (await wait(), kept.has(path) ? { id: path, value: kept.get(path) } : undefined),
      put: async ({ path }, value) => (await wait(), kept.set(path, value), { path }),
    }) };`;

test("a thousand secrets are moved in less than 150 MB, with news of how far it is", async () => {
  const directory = project({
    ...jsonStoreProject(),
    "store.mjs": memoryStore,
    ".env": dotenv,
    "measure.mjs": measure,
  });
  const memory = join(directory, "memory");
  const env = {
    NODE_OPTIONS: `--import=${pathToFileURL(join(directory, "measure.mjs")).href}`,
    MEMORY_FILE: memory,
  };
  const args = ["import", ".env", "--to", "store", "--apply", "--rewrite"];
  const { exitCode, stdout, stderr } = await callClaviger(args, { directory, env });
  expect(exitCode).toBe(0);
  expect(stdout).toContain("1000 written, read back and the same.");
  expect(stderr).toMatch(/claviger: reading: 1000 of 1000\n/);
  expect(stderr).toMatch(/claviger: writing: \d{1,3} of 1000\n(.*\n)*claviger: writing: 1000 of 1000\n/);
  expect(Number(readFileSync(memory, "utf8")) / 1024).toBeLessThan(150);
  expect(readFileSync(join(directory, ".env"), "utf8")).toContain("TOKEN_999=secret://store/TOKEN_999\n");
});

test("a store that is down is not asked a thousand times", async () => {
  const directory = project({ ...jsonStoreProject(), ".env": dotenv });
  const env = { STORE_FAIL: "put * auth_failed" };
  const outcome = await callClaviger(["import", ".env", "--to", "store", "--apply"], { directory, env });
  expect(outcome.exitCode).toBe(4);
  expect(outcome.stderr).toMatch(/0 of 1000 are in store, these are not; the first 20 of them/);
  expect(outcome.stderr.split("\n").length).toBeLessThan(30);
  expect(callsIn(directory).filter((call) => call.startsWith("failed")).length).toBeLessThan(20);
});

/** Imports at a terminal that util-linux's script(1) makes, and answers the question that comes. */
async function importAtTerminal(
  directory: string,
  answer: string,
): Promise<{ shown: string; exitCode: number | null }> {
  const line = `"${process.execPath}" "${claviger}" import .env --to store --apply`;
  const env = { PATH: path, STORE_DELAY: "20", TERM: "xterm" };
  const child = startProgram("script", ["-qec", line, "/dev/null"], {
    directory,
    env,
    input: { open: true },
  });
  let asked = false;
  child.stdout?.on("data", (part: unknown) => {
    if (asked || !String(part).includes("Write over")) return;
    asked = true;
    child.stdin?.write(answer);
  });
  const { stdout, exitCode } = await outcomeOf(child);
  return { shown: Buffer.from(stdout, "latin1").toString(), exitCode };
}

describe("at a terminal", () => {
  const lines = Array.from({ length: 20 }, (_, index) => `TOKEN_${index}=${value(index)}\n`).join("");

  test("there is a bar", async () => {
    const directory = project({ ...jsonStoreProject(), ".env": lines });
    const { shown, exitCode } = await importAtTerminal(directory, "");
    expect(exitCode).toBe(0);
    expect(shown).toMatch(/writing .*\d+ of 20/);
    expect(shown).not.toContain("canary-");
    expect(Object.keys(currentIn(directory))).toHaveLength(20);
  });

  test("a person is asked before values are written over, and may say no", async () => {
    const directory = project({ ...jsonStoreProject(), ".env": lines });
    storeIn(directory, { TOKEN_3: "other" });
    const refused = await importAtTerminal(directory, "n\r");
    expect(refused.exitCode).toBe(130);
    expect(refused.shown).toContain("Write over 1 of store that have other values?");
    expect(currentIn(directory)).toEqual({ TOKEN_3: "other" });
    const agreed = await importAtTerminal(directory, "y\r");
    expect(agreed.exitCode).toBe(0);
    expect(currentIn(directory)["TOKEN_3"]).toBe(value(3));
  });
});
