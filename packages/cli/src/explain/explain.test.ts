import { expect, test } from "vitest";
import { callClaviger, project } from "../testing/claviger.ts";
import { storeProject } from "../testing/store.ts";

const files = storeProject({ "in-store": "canary-value-of-the-store" });
const config = { ...JSON.parse(files["claviger.config.json"] ?? ""), providers: "store,env" };
const directory = project({
  ...files,
  "claviger.config.json": JSON.stringify(config),
  ".env": "IN_FILE=canary-value-of-the-file\n",
});

function utf8(latin1: string): string {
  return Buffer.from(latin1, "latin1").toString("utf8");
}

test("shows every link, marks the winner and says why", async () => {
  const { stdout, exitCode } = await callClaviger(["explain", "in-file"], { directory });
  expect(exitCode).toBe(0);
  expect(utf8(stdout).split("\n")).toEqual([
    "in-file in development: found",
    expect.stringMatching(/^├─ store {2}absent +[\d.]+ ms {2}in-file$/),
    expect.stringMatching(/^└─ \* env +found +[\d.]+ ms {2}\S+ +.*\.env:1/),
    expect.stringMatching(/^Env has it, .*store \(absent\)\.$/),
    "",
  ]);
});

test("a link after the winner was not asked", async () => {
  const { stdout } = await callClaviger(["explain", "in-store"], { directory });
  expect(utf8(stdout)).toMatch(/├─ \* store +found .*version 7\n└─ env +not asked\n/);
});

test.each([
  ["in-file", 0],
  ["nothing", 3],
  ["secret://", 6],
])("never shows a value, nor fails for %s otherwise than get does", async (name, exitCode) => {
  for (const options of [[], ["--json"]]) {
    const outcome = await callClaviger(["explain", name, ...options], { directory });
    expect(outcome.exitCode).toBe(exitCode);
    expect(outcome.stdout + outcome.stderr).not.toContain("canary");
  }
});

test("--json is the explanation whole", async () => {
  const { stdout } = await callClaviger(["explain", "nothing", "--json", "--environment", "staging"], {
    directory,
  });
  expect(JSON.parse(stdout)).toMatchObject({
    name: "nothing",
    environment: "staging",
    outcome: "not_found",
    attempts: [
      { provider: "store", answer: "absent" },
      { provider: "env", answer: "absent" },
    ],
    error: { code: "not_found" },
  });
});
