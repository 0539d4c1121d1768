import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { callClaviger, type Outcome, project } from "../testing/claviger.ts";
import { openTerminal, whyNoTerminal } from "../testing/real-terminal.ts";

const module = JSON.stringify({ name: "@acme/shop", type: "module" });

function init(directory: string, args: readonly string[]): Promise<Outcome> {
  return callClaviger(["init", ...args], { directory });
}

function read(directory: string, name: string): string {
  return readFileSync(join(directory, name), "utf8");
}

/** Every file with its text. */
function files(directory: string): Record<string, string> {
  const names = readdirSync(directory).filter((name) => name !== "node_modules");
  return Object.fromEntries(names.map((name) => [name, read(directory, name)]));
}

/** Where core is, so that a configuration of TypeScript can be loaded. */
function withCore(directory: string): string {
  mkdirSync(join(directory, "node_modules/@claviger"), { recursive: true });
  symlinkSync(join(import.meta.dirname, "../../../core"), join(directory, "node_modules/@claviger/core"));
  return directory;
}

/** The stores that `explain --json` names. */
function asked({ stdout }: Outcome): string[] {
  const { attempts }: { readonly attempts: { readonly provider: string }[] } = JSON.parse(stdout);
  return attempts.map(({ provider }) => provider);
}

const perEnvironment = [
  "--providers",
  "development=env",
  "--providers",
  "production=aws,env",
  "--option",
  "aws.prefix=shop/{environment}/",
];

describe("init", () => {
  test("writes the configuration, the environments that differ, and what git ignores", async () => {
    const directory = project({ "package.json": module });
    const outcome = await init(directory, perEnvironment);
    expect(outcome).toEqual({
      exitCode: 0,
      signal: null,
      stderr: "Plan: write claviger.config.ts\nPlan: write .env.development\nPlan: write .gitignore\n",
      stdout:
        "Written: claviger.config.ts\nWritten: .env.development\nWritten: .gitignore\n" +
        "Next: npm install @claviger/core @claviger/provider-aws\n",
    });
    expect(files(directory)).toEqual({
      "package.json": module,
      ".env.development": "SECRETS_PROVIDERS=env\n",
      ".gitignore": "# claviger: secrets do not belong into the repository\n.env\n.env.local\n.env.*.local\n",
      "claviger.config.ts": `import { defineConfig } from "@claviger/core";

export default defineConfig({
  // The stores that are asked, in order. SECRETS_PROVIDERS wins, also where it stands in .env.development.
  providers: "aws,env",
  options: {
    aws: { prefix: "shop/{environment}/" },
  },
  secrets: {
    // "database-url": { description: "PostgreSQL" },
  },
});
`,
    });
  });

  test("does the same again without a change", async () => {
    const directory = project({ "package.json": module });
    await init(directory, perEnvironment);
    const before = files(directory);
    const outcome = await init(directory, perEnvironment);
    expect(outcome).toMatchObject({ exitCode: 0, stderr: "" });
    expect(outcome.stdout).toMatch(/^Unchanged: all is there\n/);
    expect(files(directory)).toEqual(before);
  });

  test("makes a configuration that other commands read, in each environment", async () => {
    const directory = withCore(project({ "package.json": module }));
    await init(directory, ["--providers", "env", "--providers", "staging=env,env.old"]);
    const [production, staging] = await Promise.all(
      ["production", "staging"].map((name) =>
        callClaviger(["explain", "nothing", "--json", "--environment", name], { directory }),
      ),
    );
    expect(production && asked(production)).toEqual(["env"]);
    expect(staging && asked(staging)).toEqual(["env", "env.old"]);
  });

  test.each([
    ["claviger.config.mts", { "package.json": "{}" }, []],
    ["claviger.config.json", {}, []],
    ["claviger.config.json", { "package.json": module }, ["--format", "json"]],
  ])("writes %s in a project of %j with %j", async (name, having, args) => {
    const directory = withCore(project(having));
    const outcome = await init(directory, ["--providers", "env", ...args]);
    expect(outcome.exitCode).toBe(0);
    expect(Object.keys(files(directory))).toContain(name);
    expect(await callClaviger(["get", "nothing"], { directory })).toMatchObject({
      exitCode: 3,
      stderr: expect.not.stringContaining("Warning"),
    });
  });

  test("adds to what is there, keeps its mode, and repeats nothing", async () => {
    const directory = project({
      "package.json": module,
      ".gitignore": "node_modules\n.env",
      ".env.development": "PORT=80",
    });
    chmodSync(join(directory, ".env.development"), 0o600);
    const outcome = await init(directory, perEnvironment);
    expect(outcome.stderr).toContain("Plan: add to .env.development\nPlan: add to .gitignore\n");
    expect(read(directory, ".env.development")).toBe("PORT=80\nSECRETS_PROVIDERS=env\n");
    expect(statSync(join(directory, ".env.development")).mode & 0o777).toBe(0o600);
    expect(read(directory, ".gitignore")).toBe(
      "node_modules\n.env\n\n# claviger: secrets do not belong into the repository\n.env.local\n.env.*.local\n",
    );
  });

  test("follows a link to the file that it leads to", async () => {
    const directory = project({ "package.json": module, shared: "node_modules\n" });
    symlinkSync("shared", join(directory, ".gitignore"));
    expect(await init(directory, ["--providers", "env"])).toMatchObject({ exitCode: 0 });
    expect(lstatSync(join(directory, ".gitignore")).isSymbolicLink()).toBe(true);
    expect(read(directory, "shared")).toContain("node_modules\n\n# claviger");
  });

  test.each([
    ["a configuration", "claviger.config.ts", "export default {};\n"],
    ["another chain of an environment", ".env.development", "A=1\nSECRETS_PROVIDERS=vault\nB=2\n"],
  ])("does not write over %s unless somebody says so", async (_, name, text) => {
    const directory = project({ "package.json": module, [name]: text });
    const before = files(directory);
    const refused = await init(directory, perEnvironment);
    expect(refused).toMatchObject({ exitCode: 2, stdout: "" });
    expect(refused.stderr).toContain(`nobody can be asked: Write over ${name}?`);
    expect(files(directory)).toEqual(before);
    expect(await init(directory, [...perEnvironment, "--yes"])).toMatchObject({ exitCode: 0 });
    expect(read(directory, name)).not.toBe(text);
    expect(read(directory, ".env.development")).toMatch(/^(A=1\n)?SECRETS_PROVIDERS=env\n(B=2\n)?$/);
  });

  test("keeps a configuration that is there where nothing is said, and does the rest", async () => {
    const config = `{"providers":"env"}`;
    const directory = project({ "claviger.config.json": config });
    expect(await init(directory, [])).toMatchObject({ exitCode: 0, stderr: "Plan: write .gitignore\n" });
    expect(read(directory, "claviger.config.json")).toBe(config);
  });

  test("says how to get the age provider, and leaves the rest done", async () => {
    const directory = project({ "pnpm-lock.yaml": "", "package.json": module });
    const outcome = await init(directory, ["--providers", "age,env"]);
    expect(outcome).toMatchObject({ exitCode: 6, stdout: "" });
    expect(outcome.stderr).toContain("Next: pnpm add @claviger/provider-age, and then claviger init again");
    expect(read(directory, ".gitignore")).toContain(".claviger/*\n!.claviger/*.age\n");
  });

  test.each([
    ["nothing, and nobody can be asked", []],
    ["a store that there is not", ["--providers", "azrue"]],
    ["an environment that is a path", ["--providers", "../x=aws"]],
    ["an environment twice", ["--providers", "a=aws", "--providers", "a=env"]],
    ["no store", ["--providers", "production="]],
    ["an option without a provider", ["--providers", "aws", "--option", "prefix=x"]],
    ["an option alone", ["--option", "aws.prefix=x"]],
    ["another format", ["--providers", "aws", "--format", "yaml"]],
  ])("refuses %s, and writes nothing", async (_, args) => {
    const directory = project({ "package.json": module });
    const outcome = await init(directory, args);
    expect(outcome).toMatchObject({ exitCode: 2, stdout: "" });
    expect(files(directory)).toEqual({ "package.json": module });
  });

  test("shows its plan with --dry-run, to a program with --json", async () => {
    const directory = project({ "package.json": module });
    const { stdout, stderr, exitCode } = await init(directory, [...perEnvironment, "--dry-run", "--json"]);
    expect(exitCode).toBe(0);
    const written = ["claviger.config.ts", ".env.development", ".gitignore"].map((file) => ({
      file,
      action: "write",
    }));
    expect(JSON.parse(stderr)).toEqual({ plan: { action: "init", files: written, details: [] } });
    expect(JSON.parse(stdout)).toEqual({
      action: "init",
      dryRun: true,
      files: written,
      install: "npm install @claviger/core @claviger/provider-aws",
    });
    expect(files(directory)).toEqual({ "package.json": module });
  });

  test("fails where the folder cannot be written, and leaves no part of a file", async () => {
    const directory = project({ "package.json": module });
    mkdirSync(join(directory, ".gitignore"));
    const outcome = await init(directory, ["--providers", "env"]);
    expect(outcome).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("EISDIR") });
    expect(readdirSync(directory).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });
});

const why = whyNoTerminal();
describe.skipIf(why)(`init in a real terminal${why ? ` (${why})` : ""}`, { timeout: 60_000 }, () => {
  test("asks where the secrets of each environment live", async () => {
    const directory = project({ "package.json": module });
    const terminal = await openTerminal({ directory, columns: 140 });
    terminal.enter('claviger init; echo "ended with $?"');
    await terminal.shows(/Environments, separated by commas/);
    terminal.enter("staging, production");
    await terminal.shows(/secrets of staging live/);
    terminal.enter("azrue");
    await terminal.shows(/azrue: no such store/);
    for (let count = 0; count < 5; count++) terminal.press("BSpace");
    terminal.enter("env");
    await terminal.shows(/secrets of production live/);
    terminal.press("Enter");
    await terminal.shows(/names in aws start with/);
    terminal.press("Enter");
    await terminal.shows(/ended with 0/);
    const config = read(directory, "claviger.config.ts");
    expect(config).toContain(`providers: "aws"`);
    expect(config).toContain(`aws: { prefix: "shop/{environment}/" }`);
    expect(read(directory, ".env.staging")).toBe("SECRETS_PROVIDERS=env\n");
  });

  test("asks before it writes over something", async () => {
    const directory = project({ "claviger.config.json": "{}" });
    const terminal = await openTerminal({ directory });
    terminal.enter('claviger init --providers env; echo "ended with $?"');
    await terminal.shows(/Write over claviger\.config\.json\?/);
    terminal.enter("n");
    await terminal.shows(/ended with 130/);
    expect(files(directory)).toEqual({ "claviger.config.json": "{}" });
  });
});
