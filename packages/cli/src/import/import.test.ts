import { chmodSync, existsSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { callClaviger, type Outcome, project, type StartOptions } from "../testing/claviger.ts";
import { callsIn, currentIn, jsonStoreProject, storedIn, storeIn } from "../testing/json-store.ts";

// Each test is several processes, and the machine may be busy.
vi.setConfig({ testTimeout: 120_000 });

const dotenv = `# settings
ENVIRONMENT=staging
LOG_LEVEL=INFO # noisy

# secrets, canary everywhere
export DATABASE_URL=postgres://app:canary-1@db/app
SECRET_KEY="canary-2 # not a comment"\t# rotate
JWT_SECRET_KEY='canary-3'
`;
const rewritten = `# settings
ENVIRONMENT=staging
LOG_LEVEL=INFO # noisy

# secrets, canary everywhere
export DATABASE_URL=secret://store/DATABASE_URL
SECRET_KEY=secret://store/SECRET_KEY\t# rotate
JWT_SECRET_KEY=secret://store/app/jwt-secret
`;
const manifest = { "jwt-secret-key": { locations: { store: "app/jwt-secret" } } };
const stored = {
  DATABASE_URL: "postgres://app:canary-1@db/app",
  SECRET_KEY: "canary-2 # not a comment",
  "app/jwt-secret": "canary-3",
};

function projectWith(
  files: Readonly<Record<string, string>>,
  options: Parameters<typeof jsonStoreProject>[0] = {},
): string {
  const { config = {}, ...kind } = options;
  return project({ ...jsonStoreProject({ ...kind, config: { secrets: manifest, ...config } }), ...files });
}

/** Imports, and holds that no value is ever said. */
async function importIn(
  directory: string,
  args: readonly string[],
  options: StartOptions = {},
): Promise<Outcome> {
  const outcome = await callClaviger(["import", ...args], { directory, ...options });
  expect(outcome.stdout + outcome.stderr).not.toContain("canary-");
  return outcome;
}

const read = (directory: string, file = ".env"): string => readFileSync(join(directory, file), "utf8");
const backups = (directory: string): string[] =>
  existsSync(join(directory, ".claviger/backup"))
    ? readdirSync(join(directory, ".claviger/backup")).filter((name) => name !== ".gitignore")
    : [];

describe("without --apply", () => {
  test("it shows what would be moved, where and why, and writes nothing anywhere", async () => {
    const directory = projectWith({ ".env": dotenv });
    const before = readdirSync(directory);
    const { stdout, stderr, exitCode } = await importIn(directory, [".env", "--to", "store", "--rewrite"]);
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
    expect(stdout.split("\n")).toEqual([
      ".env to store in staging:",
      expect.stringMatching(/^ {2}stays {3}ENVIRONMENT +\S/),
      expect.stringMatching(/^ {2}stays {3}LOG_LEVEL +\S/),
      expect.stringMatching(
        /^ {2}create {2}DATABASE_URL +secret:\/\/store\/DATABASE_URL +an address with a password$/,
      ),
      expect.stringMatching(/^ {2}create {2}SECRET_KEY +secret:\/\/store\/SECRET_KEY +its name: SECRET$/),
      expect.stringMatching(
        /^ {2}create {2}JWT_SECRET_KEY +secret:\/\/store\/app\/jwt-secret +in the manifest/,
      ),
      "3 to create, 2 stay in the file. Nothing was written: --apply does it.",
      "",
    ]);
    expect(readdirSync(directory)).toEqual(expect.arrayContaining(before));
    expect(readdirSync(directory).filter((name) => !before.includes(name))).toEqual(["store.log"]);
    expect(callsIn(directory).every((call) => call.startsWith("get "))).toBe(true);
    expect(read(directory)).toBe(dotenv);
  });

  test("--json has the plan", async () => {
    const directory = projectWith({ ".env": dotenv });
    const { stdout } = await importIn(directory, [".env", "--to", "store", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({
      file: ".env",
      to: "store",
      environment: "staging",
      applied: false,
      secrets: [
        { name: "ENVIRONMENT", line: 2, action: "stays" },
        { name: "LOG_LEVEL", action: "stays" },
        { name: "DATABASE_URL", action: "create", reference: "secret://store/DATABASE_URL", line: 6 },
        { name: "SECRET_KEY", action: "create" },
        { name: "JWT_SECRET_KEY", action: "create" },
      ],
    });
  });
});

describe("with --apply", () => {
  test("it writes, reads back and compares, and does nothing a second time", async () => {
    const directory = projectWith({ ".env": dotenv });
    const first = await importIn(directory, [".env", "--to", "store", "--apply"]);
    expect(first).toMatchObject({ exitCode: 0, stderr: "" });
    expect(first.stdout).toContain("3 written, read back and the same.");
    expect(currentIn(directory)).toEqual(stored);
    expect(read(directory)).toBe(dotenv);
    const second = await importIn(directory, [".env", "--to", "store", "--apply"]);
    expect(second).toMatchObject({ exitCode: 0, stderr: "" });
    expect(second.stdout).toContain("3 there already.");
    expect(callsIn(directory).filter((call) => call.startsWith("put"))).toHaveLength(3);
  });

  test("it writes over another value only after it was confirmed", async () => {
    const directory = projectWith({ ".env": dotenv });
    storeIn(directory, { SECRET_KEY: "other" });
    const args = [".env", "--to", "store", "--apply"];
    const refused = await importIn(directory, args);
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("--yes") });
    expect(refused.stdout).toMatch(/update {2}SECRET_KEY/);
    expect(currentIn(directory)).toEqual({ SECRET_KEY: "other" });
    expect(await importIn(directory, [...args, "--yes"])).toMatchObject({ exitCode: 0 });
    expect(currentIn(directory)).toEqual(stored);
    expect(storedIn(directory)["SECRET_KEY"]).toHaveLength(2);
  });

  test("one value never takes the place of a secret with several fields", async () => {
    const directory = projectWith({ ".env": dotenv });
    storeIn(directory, { SECRET_KEY: { A: "1", B: "2" } });
    const { exitCode, stderr } = await importIn(directory, [".env", "--to", "store", "--apply", "--yes"]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 6, stderr: expect.stringContaining("SECRET_KEY: ") });
    expect(Object.keys(currentIn(directory))).toEqual(["SECRET_KEY"]);
  });

  test("what fails is told from what is done, the file is left, and another run completes it", async () => {
    const directory = projectWith({ ".env": dotenv });
    const args = [".env", "--to", "store", "--apply", "--rewrite"];
    const failed = await importIn(directory, args, { env: { STORE_FAIL: "put SECRET_KEY denied" } });
    expect(failed.exitCode).toBe(4);
    expect(failed.stdout).toMatch(/verified {2}DATABASE_URL/);
    expect(failed.stdout).toMatch(/failed {4}SECRET_KEY/);
    expect(failed.stderr).toMatch(/2 of 3 are in store, these are not, and \.env was left as it was/);
    expect(failed.stderr).toMatch(/SECRET_KEY: .*denied/);
    expect(read(directory)).toBe(dotenv);
    expect(backups(directory)).toEqual([]);
    expect(await importIn(directory, args)).toMatchObject({ exitCode: 0 });
    expect(currentIn(directory)).toEqual(stored);
    expect(read(directory)).toBe(rewritten);
  });

  test("with --json what fails is in the result, too", async () => {
    const directory = projectWith({ ".env": dotenv });
    const args = [".env", "--to", "store", "--apply", "--json"];
    const { stdout, stderr, exitCode } = await importIn(directory, args, {
      env: { STORE_FAIL: "put SECRET_KEY denied" },
    });
    expect(exitCode).toBe(4);
    expect(JSON.parse(stdout).secrets).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          name: "SECRET_KEY",
          result: "failed",
          error: expect.objectContaining({ code: "denied" }),
        }),
        expect.objectContaining({ name: "DATABASE_URL", result: "verified" }),
      ]),
    );
    expect(JSON.parse(stderr)).toMatchObject({ error: { code: "incomplete" } });
  });

  test("a store that cannot be read before it is written gets nothing", async () => {
    const directory = projectWith({ ".env": dotenv });
    const env = { STORE_FAIL: "get SECRET_KEY denied" };
    const outcome = await importIn(directory, [".env", "--to", "store", "--apply"], { env });
    expect(outcome).toMatchObject({ exitCode: 4, stderr: expect.stringContaining("nothing was written") });
    expect(currentIn(directory)).toEqual({});
  });

  test("what a store throttles is written later", async () => {
    const directory = projectWith({ ".env": dotenv });
    const outcome = await importIn(directory, [".env", "--to", "store", "--apply"], {
      env: { STORE_THROTTLE: "put 14" },
    });
    expect(outcome).toMatchObject({ exitCode: 0, stderr: "" });
    expect(currentIn(directory)).toEqual(stored);
  });
});

test("a value that the store cannot take is seen before anything is written", async () => {
  const directory = projectWith({ ".env": `${dotenv}LONG_TOKEN=${"x".repeat(70_000)}\n` });
  const outcome = await importIn(directory, [".env", "--to", "store", "--apply"]);
  expect(outcome).toMatchObject({ exitCode: 6, stderr: expect.stringMatching(/LONG_TOKEN: .*65536 bytes/) });
  expect(currentIn(directory)).toEqual({});
});

test("comments that look like secrets are named by their lines", async () => {
  const text = `# API_TOKEN=canary-1\n# a word = nothing\n# DB=postgres://u:canary-2@h/d\n#LOG_LEVEL=INFO\n${dotenv}`;
  const directory = projectWith({ ".env": text });
  const outcome = await importIn(directory, [".env", "--to", "store", "--rewrite"]);
  expect(outcome.stderr).toBe(
    "claviger: warning: .env has comments that look as if they held secrets, and keeps them: lines 1, 3\n",
  );
});

describe("a store that cannot be read", () => {
  test("says that it is unknown, asks before it is written over, and takes no references", async () => {
    const directory = projectWith({ ".env": dotenv }, { writeOnly: true, config: { secrets: {} } });
    const args = [".env", "--to", "store", "--apply"];
    const first = await importIn(directory, args);
    expect(first.exitCode).toBe(0);
    expect(first.stdout).toContain("3 written (unknown: write-only, it cannot be read back).");
    const second = await importIn(directory, args);
    expect(second).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("--yes") });
    expect(second.stdout).toContain("3 to replace (unknown: store is write-only)");
    expect(await importIn(directory, [...args, "--rewrite"])).toMatchObject({ exitCode: 2 });
  });
});

describe("with --rewrite", () => {
  test("references take the values' place, and the application reads the same", async () => {
    const directory = projectWith({ ".env": dotenv });
    const { stdout, exitCode } = await importIn(directory, [".env", "--to", "store", "--apply", "--rewrite"]);
    expect(exitCode).toBe(0);
    expect(read(directory)).toBe(rewritten);
    for (const [name, value] of [
      ["database-url", stored.DATABASE_URL],
      ["SECRET_KEY", stored.SECRET_KEY],
      ["jwt-secret-key", "canary-3"],
    ] as const)
      expect((await callClaviger(["get", name], { directory })).stdout).toBe(value);
    const [backup = ""] = backups(directory);
    expect(stdout).toContain(`IN PLAIN TEXT: .claviger/backup/${backup}. Delete it`);
    expect(read(directory, `.claviger/backup/${backup}`)).toBe(dotenv);
    expect(statSync(join(directory, ".claviger/backup", backup)).mode & 0o777).toBe(0o600);
    expect(read(directory, ".claviger/backup/.gitignore")).toBe("*\n");
    expect(readdirSync(directory).filter((name) => name.startsWith(".env"))).toEqual([".env"]);
  });

  test("the file keeps its mode, and a link stays one", async () => {
    const directory = projectWith({ "real.env": dotenv });
    chmodSync(join(directory, "real.env"), 0o640);
    symlinkSync("real.env", join(directory, ".env"));
    await importIn(directory, [".env", "--to", "store", "--apply", "--rewrite"]);
    expect(read(directory, "real.env")).toBe(rewritten);
    expect(statSync(join(directory, "real.env")).mode & 0o777).toBe(0o640);
    expect(lstatSync(join(directory, ".env")).isSymbolicLink()).toBe(true);
  });

  test("a second run has nothing to do, and still names a backup in plain text", async () => {
    const directory = projectWith({ ".env": dotenv });
    const args = [".env", "--to", "store", "--apply", "--rewrite"];
    await importIn(directory, args);
    const { stdout, exitCode } = await importIn(directory, args);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/holds the references already\.\nThe file as it was, IN PLAIN TEXT/);
    expect(backups(directory)).toHaveLength(1);
  });

  test("an age key without the library that uses it is seen before a store is written", async () => {
    const directory = projectWith({ ".env": dotenv });
    const env = { SECRETS_AGE_RECIPIENTS: "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq" };
    const outcome = await importIn(directory, [".env", "--to", "store", "--apply", "--rewrite"], { env });
    expect(outcome).toMatchObject({
      exitCode: 6,
      stderr: expect.stringContaining("npm install @claviger/provider-age"),
    });
    expect(currentIn(directory)).toEqual({});
    expect(read(directory)).toBe(dotenv);
  });

  test("is not for JSON", async () => {
    const directory = projectWith({ "s.json": "{}" });
    const outcome = await importIn(directory, ["s.json", "--to", "store", "--apply", "--rewrite"]);
    expect(outcome).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("--rewrite is for .env files"),
    });
  });
});

describe("which names are moved, and where", () => {
  test("patterns decide, the more particular one first", async () => {
    const directory = projectWith({ ".env": dotenv });
    const args = ["--exclude", "*", "--include", "LOG_*", "--include", "SECRET_KEY"];
    await importIn(directory, [".env", "--to", "store", "--apply", ...args]);
    expect(currentIn(directory)).toEqual({ LOG_LEVEL: "INFO", SECRET_KEY: stored.SECRET_KEY });
  });

  test.each([
    ["a prefix of names", ["--prefix", "app/{environment}/", "--case", "kebab"], "app/staging/secret-key"],
    ["a prefix of paths", ["--prefix", "secret://store/app/", "--case", "kebab"], "app/secret-key"],
    ["a spelling", ["--case", "kebab"], "secret-key"],
  ])("%s", async (_, args, path) => {
    const directory = projectWith({ ".env": "SECRET_KEY=canary-1\n" });
    await importIn(directory, [".env", "--to", "store", "--apply", "--environment", "staging", ...args]);
    expect(Object.keys(currentIn(directory))).toEqual([path]);
  });

  test("a bundle has them all as fields: written at once where there is none, else one by one beside the others", async () => {
    const directory = projectWith({ ".env": dotenv }, { config: { secrets: {} } });
    const args = [".env", "--to", "store", "--bundle", "app/{environment}", "--apply", "--yes"];
    await importIn(directory, args);
    const fields = {
      DATABASE_URL: stored.DATABASE_URL,
      SECRET_KEY: stored.SECRET_KEY,
      JWT_SECRET_KEY: "canary-3",
    };
    expect(currentIn(directory)).toEqual({ "app/staging": fields });
    expect(storedIn(directory)["app/staging"]).toHaveLength(1);
    storeIn(directory, { "app/staging": { OTHER: "x", "secret-key": "old" } });
    const outcome = await importIn(directory, [...args, "--rewrite"]);
    expect(outcome).toMatchObject({ exitCode: 0, stderr: "" });
    const { SECRET_KEY, ...others } = fields;
    expect(currentIn(directory)).toEqual({
      "app/staging": { OTHER: "x", "secret-key": SECRET_KEY, ...others },
    });
    expect(read(directory)).toContain("SECRET_KEY=secret://store/app/staging?field=secret-key\t# rotate");
    expect((await callClaviger(["get", "SECRET_KEY"], { directory })).stdout).toBe(SECRET_KEY);
  });

  test("two names of one place are refused", async () => {
    const directory = projectWith({ ".env": "API_KEY=canary-1\napi-key=canary-2\n" });
    const outcome = await importIn(directory, [".env", "--to", "store", "--case", "kebab", "--apply"]);
    expect(outcome.exitCode).toBe(6);
    expect(outcome.stderr).toMatch(/would be kept in the same place/);
    expect(currentIn(directory)).toEqual({});
  });

  test("what opens the store, and what configures claviger, stays", async () => {
    const lines = "SECRETS_STORE_TOKEN=canary-1\nAWS_SECRET_ACCESS_KEY=canary-2\nTOKEN=canary-3\n";
    const directory = projectWith({ ".env": lines });
    await importIn(directory, [".env", "--to", "store", "--apply"]);
    expect(Object.keys(currentIn(directory))).toEqual(["AWS_SECRET_ACCESS_KEY", "TOKEN"]);
  });

  test("a secret that the manifest keeps out of the store is named", async () => {
    const config = { secrets: { "secret-key": { from: ["env"] } } };
    const directory = projectWith({ ".env": dotenv }, { config });
    const outcome = await importIn(directory, [".env", "--to", "store", "--apply"]);
    expect(outcome).toMatchObject({
      exitCode: 6,
      stderr: expect.stringMatching(/SECRET_KEY: store has no place/),
    });
  });

  test("a value that another place wins over is warned about", async () => {
    const directory = projectWith({ ".env": "API_KEY=canary-1\n", ".env.local": "\nAPI_KEY=canary-2\n" });
    const outcome = await importIn(directory, [".env", "--to", "store"]);
    const dotted = await importIn(directory, ["./.env.local", "--format", "env", "--to", "store"]);
    expect(dotted.stderr).toBe("");
    expect(outcome.stderr).toMatch(/API_KEY of \.env is not what the application reads here: \.env\.local:2/);
  });
});

describe("other files", () => {
  test.each([
    [
      "s.json",
      '{"API_KEY":"canary-1","PORT":5432,"BIG_TOKEN":12345678901234567890,"NONE":null,"x":{"password":"canary-2"}}',
    ],
    [
      "s.yaml",
      "API_KEY: canary-1\nPORT: 5432\nBIG_TOKEN: 12345678901234567890\nNONE: ~\nx:\n  password: canary-2\n",
    ],
  ])("%s", async (file, text) => {
    const directory = projectWith({ [file]: text });
    const outcome = await importIn(directory, [file, "--to", "store", "--apply"]);
    expect(outcome).toMatchObject({ exitCode: 0, stderr: "" });
    expect(currentIn(directory)).toEqual({
      API_KEY: "canary-1",
      BIG_TOKEN: "12345678901234567890",
      x: '{"password":"canary-2"}',
    });
  });

  test.each([
    ["a .env file with a line that is none", ".env", "A=1\ncanary-1 is it\n", 6],
    ["no JSON", "s.json", "{canary-1", 6],
    ["a JSON array", "s.json", '["canary-1"]', 6],
    ["no YAML", "s.yml", 'A: "canary-1\nB: [', 6],
    ["a YAML key twice", "s.yml", "A: canary-1\nA: canary-2", 6],
    ["two YAML documents", "s.yml", "A: canary-1\n---\nB: canary-2", 6],
    ["a YAML list", "s.yml", "- canary-1", 6],
    ["a file of no known kind", "s.txt", "A=canary-1", 2],
  ])("%s is refused, and nothing of it is said", async (_, file, text, exitCode) => {
    const directory = projectWith({ [file]: text });
    const outcome = await importIn(directory, [file, "--to", "store", "--apply"]);
    expect(outcome).toMatchObject({ exitCode, stdout: "" });
  });

  test("a format can be named, and a file can be missing", async () => {
    const directory = projectWith({ settings: "TOKEN=canary-1" });
    await importIn(directory, ["settings", "--format", "env", "--to", "store", "--apply"]);
    expect(currentIn(directory)).toEqual({ TOKEN: "canary-1" });
    expect(await importIn(directory, ["none.env", "--to", "store"])).toMatchObject({ exitCode: 6 });
    expect(await importIn(directory, [".env", "--to", "vualt"])).toMatchObject({ exitCode: 6 });
    expect(await importIn(directory, [".env"])).toMatchObject({ exitCode: 2 });
  });
});
