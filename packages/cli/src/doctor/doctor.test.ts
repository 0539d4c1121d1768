import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { callClaviger, project } from "../testing/claviger.ts";
import { storeProject } from "../testing/store.ts";
import type { Finding } from "./finding.ts";

const canary = "canary-of-a-secret-value-1234567890";

/** A store whose check, listing and versions are scripted. */
function scripted(script: string, secrets: Readonly<Record<string, unknown>> = {}): Record<string, string> {
  const files = storeProject(secrets);
  const store = (files["store.mjs"] ?? "")
    .replace("locate: ({ name }) => [{ path: name }],", "locate: ({ name }) => [{ path: `app/${name}` }],")
    .replace("parse: (path) => ({ path }),", `parse: (path) => ({ path }), ${script}`)
    .replace("Object.hasOwn(secrets, path)", "Object.hasOwn(secrets, (path = path.replace('app/', '')))");
  return { ...files, "store.mjs": store };
}

function withConfig(files: Record<string, string>, config: object): Record<string, string> {
  const base = JSON.parse(files["claviger.config.json"] ?? "{}");
  return { ...files, "claviger.config.json": JSON.stringify({ ...base, ...config }) };
}

async function examined(
  directory: string,
  options: { readonly env?: Record<string, string>; readonly args?: readonly string[] } = {},
) {
  const { env = {}, args = [] } = options;
  const { stdout, stderr, exitCode } = await callClaviger(["doctor", "--json", ...args], { directory, env });
  expect(stderr).toBe("");
  expect(stdout).not.toContain("canary");
  const { ok, findings }: { ok: boolean; findings: Finding[] } = JSON.parse(stdout);
  expect(exitCode).toBe(ok ? 0 : 6);
  const problems = findings.filter(({ status }) => status === "error" || status === "warning");
  for (const { fix } of problems) expect(fix).toMatch(/\S/);
  return {
    ok,
    findings,
    of: (area: string, subject: string) =>
      findings.filter((one) => one.area === area && one.subject === subject),
  };
}

/** When so many days had still to pass until now. */
function daysAgo(count: number): string {
  return new Date(Date.now() - count * 86_400_000).toISOString();
}

/** A project that git keeps. */
function repository(files: Record<string, string>): string {
  const directory = project(files);
  execFileSync("git", ["init", "-q"], { cwd: directory });
  return directory;
}

test("a sound deployment is as it should be", async () => {
  const directory = project(
    withConfig(scripted("", { a: canary }), {
      secrets: { a: {}, b: { required: false }, c: { default: "1" } },
    }),
  );
  const { ok, findings } = await examined(directory);
  expect(ok).toBe(true);
  expect(findings.filter(({ status }) => status === "error" || status === "warning")).toEqual([]);
  const { stdout, exitCode } = await callClaviger(["doctor"], { directory });
  expect(exitCode).toBe(0);
  expect(stdout).toContain("ok a: store, app/a");
  expect(stdout).toContain("Everything is as it should be.");
});

test("a secret that nobody has, one that fails and one that is degraded are told apart", async () => {
  const files = scripted("", { there: canary });
  const config = {
    providers: "broken,store",
    providerModules: { store: "./store.mjs", broken: "./broken.mjs" },
    secrets: { there: { from: ["store"] }, missing: { from: ["store"] }, failing: { from: ["broken"] } },
  };
  const broken = {
    "broken.mjs": `export const provider = {
      contract: 1, name: "broken", options: {}, capabilities: { values: ["text"], versions: "none" },
      create: () => ({
        locate: ({ name }) => [{ path: name }],
        parse: (path) => ({ path }),
        get: async () => { throw new Error("canary"); },
      }),
    };`,
  };
  const { ok, of } = await examined(project(withConfig({ ...files, ...broken }, config)));
  expect(ok).toBe(false);
  expect(of("secrets", "there")).toMatchObject([{ status: "ok" }]);
  expect(of("secrets", "missing")).toMatchObject([
    { status: "error", message: "nobody has it: looked in store app/missing" },
  ]);
  expect(of("secrets", "failing")).toMatchObject([
    { status: "error", message: expect.stringContaining("(internal)") },
  ]);
});

test("what a store says of itself is told, and its failure too", async () => {
  const check = `check: async (at) => [
    { subject: "identity", status: "ok", message: "you" },
    { subject: "permission " + at[0].path, status: "error", message: "no", fix: "allow it" }],`;
  const files = withConfig(scripted(check), { secrets: { a: { required: false } } });
  const { of } = await examined(project(files));
  expect(of("store", "identity")).toMatchObject([{ status: "ok" }]);
  expect(of("store", "permission app/a")).toMatchObject([{ status: "error", fix: "allow it" }]);
  const failing = await examined(project(scripted('check: async () => { throw new Error("canary"); },')));
  expect(failing.of("store", "check")).toMatchObject([{ status: "error" }]);
});

test("what is in a store and not in the manifest is a warning, which --strict fails for", async () => {
  const list =
    'list: async function* (prefix) { for (const n of ["a", "old"]) if (("app/" + n).startsWith(prefix)) yield { path: "app/" + n }; },';
  const directory = project(withConfig(scripted(list, { a: canary }), { secrets: { a: {} } }));
  const { ok, of } = await examined(directory);
  expect(ok).toBe(true);
  expect(of("secrets", "store")).toMatchObject([
    { status: "warning", message: expect.stringContaining("app/old") },
  ]);
  expect((await examined(directory, { args: ["--strict"] })).ok).toBe(false);
});

test("a secret that is older than it may get is due", async () => {
  const versions = `versions: async function* ({ path }) {
    yield { path, version: "1", createdAt: new Date("${daysAgo(90)}") };
    if (path === "app/new") yield { path, version: "2", createdAt: new Date("${daysAgo(1)}") };
  },`;
  const secrets = { new: { rotationDays: 30 }, old: { rotationDays: 30 } };
  const { of } = await examined(
    project(withConfig(scripted(versions, { new: canary, old: canary }), { secrets })),
  );
  expect(of("rotation", "new")).toMatchObject([{ status: "ok" }]);
  expect(of("rotation", "old")).toMatchObject([
    { status: "warning", message: expect.stringContaining("90 days ago") },
  ]);
});

describe("in production", () => {
  test.each([
    ["any", {}, "error"],
    ["unavailable", {}, "warning"],
    ["unavailable", { from: ["store"] }, "ok"],
    ["never", {}, "ok"],
  ])("fallback %s with a manifest of %j is %s", async (fallback, declaration, status) => {
    const files = withConfig(scripted("", { a: canary }), { fallback, secrets: { a: declaration } });
    const { of } = await examined(project(files), { env: { SECRETS_ENVIRONMENT: "production" } });
    expect(of("configuration", "fallback")).toMatchObject([{ status }]);
  });
});

describe("files", () => {
  test("that others may read, or that git takes along, are told", async () => {
    const directory = repository({
      ".env": "A=1\n",
      ".env.example": "A=\n",
      ".env.local": "A=1\n",
      ".gitignore": ".env.local\n",
    });
    chmodSync(join(directory, ".env"), 0o644);
    chmodSync(join(directory, ".env.local"), 0o600);
    const { of } = await examined(directory);
    expect(of("files", ".env").map(({ status, fix }) => [status, fix])).toEqual([
      ["warning", "chmod 600 .env"],
      ["error", "add .env to .gitignore"],
    ]);
    expect(of("files", ".env.local").map(({ status }) => status)).toEqual(["ok", "ok"]);
    expect(of("files", ".env.example")).toEqual([]);
    execFileSync("git", ["add", ".env"], { cwd: directory });
    expect((await examined(directory)).of("files", ".env")[1]).toMatchObject({
      status: "error",
      message: expect.stringContaining("history"),
    });
  });

  test("that are links to nothing are told, and nothing else is lost for that", async () => {
    const directory = project({ "claviger.config.json": '{"providers":"env"}' });
    symlinkSync("gone", join(directory, ".env"));
    const { findings, of } = await examined(directory);
    expect(of("files", ".env")).toMatchObject([
      { status: "error", message: expect.stringContaining("link to nothing") },
    ]);
    expect(findings.some(({ area }) => area === "configuration")).toBe(true);
  });

  test("of the encrypted store are looked at too: its key is nothing for git", async () => {
    const directory = repository({ ".gitignore": ".claviger/*.bak\n" });
    mkdirSync(join(directory, ".claviger"), { mode: 0o755 });
    for (const name of ["identity.txt", "store.age", "store.age.bak"])
      writeFileSync(join(directory, ".claviger", name), "");
    const { of } = await examined(directory);
    expect(of("files", ".claviger")).toMatchObject([{ status: "warning", fix: "chmod 700 .claviger" }]);
    expect(of("files", ".claviger/identity.txt")).toMatchObject([{ status: "error" }]);
    expect(of("files", ".claviger/store.age.bak")).toMatchObject([{ status: "ok" }]);
    expect(of("files", ".claviger/store.age")).toEqual([]);
  });
});

describe("secrets that are left in .env", () => {
  const env = `DATABASE_URL=postgres://app:${canary}@db/app\nLOG_LEVEL=debug\nSECRET_KEY=${canary}\n`;

  test("are named where there is another store for them", async () => {
    const files = withConfig(scripted(""), { providers: "store,env" });
    const directory = project({ ...files, ".env": env });
    const { of } = await examined(directory);
    expect(of("files", ".env (secrets)")).toMatchObject([
      {
        status: "warning",
        message: "secrets are left in it: DATABASE_URL, SECRET_KEY",
        fix: expect.stringContaining("claviger import .env --to store"),
      },
    ]);
  });

  test("are none where they were moved, and belong there where there is no other store", async () => {
    const files = withConfig(scripted(""), { providers: "store,env" });
    const moved = project({ ...files, ".env": "SECRET_KEY=secret://store/key\nLOG_LEVEL=debug\n" });
    expect((await examined(moved)).of("files", ".env (secrets)")).toMatchObject([{ status: "ok" }]);
    expect((await examined(project({ ".env": env }))).of("files", ".env (secrets)")).toEqual([]);
  });
});

test("a provider that the command brings is missing in a project that reads secrets itself", async () => {
  const files = { "claviger.config.json": '{"providers":"env"}' };
  const subject = "@claviger/provider-env";
  const tool = await examined(project(files));
  expect(tool.of("configuration", subject)).toMatchObject([{ status: "ok" }]);
  const dependent = { "package.json": '{"dependencies":{"@claviger/core":"1"}}' };
  const application = await examined(project({ ...files, ...dependent }));
  expect(application.of("configuration", subject)).toMatchObject([
    { status: "warning", fix: "npm install @claviger/provider-env" },
  ]);
});

test("a configuration that cannot be read is the finding", async () => {
  const { ok, of } = await examined(project({ "claviger.config.json": '{"providers":"nosuch"}' }));
  expect(ok).toBe(false);
  expect(of("configuration", "chain")).toMatchObject([{ status: "error", fix: expect.any(String) }]);
});

test("a warning of the chain is a finding", async () => {
  const { findings } = await examined(project({}), { env: { SECRETS_ENV_FILLES: ".env" } });
  expect(findings).toContainEqual(expect.objectContaining({ area: "warnings", status: "warning" }));
});
