import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { callClaviger, project } from "../testing/claviger.ts";
import { storeProject } from "../testing/store.ts";

/** A store that writes down what it was asked for. */
function watchedStore(secrets: Readonly<Record<string, unknown>>, manifest: object): string {
  const files = storeProject(secrets);
  const store = (files["store.mjs"] ?? "").replace(
    "get: async ({ path }) =>",
    `get: async ({ path }) => (await import("node:fs")).appendFileSync("asked", path + "\\n") ??`,
  );
  const config = { ...JSON.parse(files["claviger.config.json"] ?? ""), secrets: manifest };
  return project({ ...files, "store.mjs": store, "claviger.config.json": JSON.stringify(config) });
}

function askedIn(directory: string): string[] {
  const file = join(directory, "asked");
  return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").toSorted() : [];
}

const secrets = {
  "db-url": "1",
  "db-password": "2",
  "mail-key": "3",
  explicit: "4",
  app: { DB_X: "5", MAIL_Y: "6" },
};
const manifest = { "db-url": {}, "db-password": {}, "mail-key": {} };

test.each([
  ["--only", ["--only", "DB_*"], ["DB_PASSWORD=2", "DB_URL=1"], ["db-password", "db-url"]],
  ["--except", ["--except", "DB_*"], ["MAIL_KEY=3"], ["mail-key"]],
  ["both", ["--only", "DB_*", "--except", "*_PASSWORD"], ["DB_URL=1"], ["db-url"]],
  ["several", ["--only", "DB_URL", "--only", "MAIL_*"], ["DB_URL=1", "MAIL_KEY=3"], ["db-url", "mail-key"]],
  ["nothing", ["--only", "NONE"], [], []],
])("%s decides what is given, and nothing else is fetched", async (_, options, given, asked) => {
  const directory = watchedStore(secrets, manifest);
  const { stdout, exitCode } = await callClaviger(["run", "--pristine", ...options, "--", "env"], {
    directory,
  });
  expect(exitCode).toBe(0);
  expect(stdout.split("\n").filter(Boolean).toSorted()).toEqual(given);
  expect(askedIn(directory)).toEqual(asked);
});

test("what --env names stays, and of a bundle the fields that are selected", async () => {
  const directory = watchedStore(secrets, {});
  const args = [
    "run",
    "--pristine",
    "--only",
    "DB_*",
    "--env",
    "KEY=explicit",
    "--bundle",
    "app",
    "--",
    "env",
  ];
  const { stdout } = await callClaviger(args, { directory });
  expect(stdout.trim().split("\n").toSorted()).toEqual(["DB_X=5", "KEY=4"]);
});

test("a reference that is not selected is not followed", async () => {
  const directory = watchedStore(secrets, {});
  const env = { DB_URL: "secret://store/db-url", MAIL_KEY: "secret://store/mail-key" };
  const args = ["run", "--pristine", "--except", "MAIL_*", "--", "env"];
  const { stdout } = await callClaviger(args, { directory, env });
  expect(stdout.trim()).toBe("DB_URL=1");
  expect(askedIn(directory)).toEqual(["db-url"]);
});

test("an empty pattern is a mistake", async () => {
  const { exitCode, stderr } = await callClaviger(["run", "--only=", "--", "env"]);
  expect(exitCode).toBe(125);
  expect(stderr).toContain("a pattern of --only or --except is empty");
});
