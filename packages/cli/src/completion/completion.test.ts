import { spawnSync } from "node:child_process";
import { chmodSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { callClaviger, claviger, path, project, temporaryDirectory } from "../testing/claviger.ts";

const directory = project({
  "claviger.config.json": JSON.stringify({
    providers: "env",
    secrets: { "database-url": {}, "db-user": {}, mail: {} },
  }),
  ".env": "DB_REFERENCE=secret:///database-url\n",
});

async function completed(...words: readonly string[]): Promise<string[]> {
  const { stdout, exitCode } = await callClaviger(["__complete", ...words], { directory });
  expect(exitCode).toBe(0);
  return stdout.split("\n").filter(Boolean);
}

test.each([
  ["commands", ["exp"], ["export", "explain"]],
  ["options", ["get", "--fi"], ["--field"]],
  ["options of every command", ["get", "--env"], ["--environment"]],
  ["names of the manifest", ["get", "da"], ["database-url"]],
  ["names, references too", ["explain", "D"], ["DB_REFERENCE"]],
  ["names after an option with a value", ["get", "--field", "x", "ma"], ["mail"]],
  ["a choice", ["export", "--format", "do"], ["dotenv", "docker"]],
  ["an argument's choice", ["completion", "z"], ["zsh"]],
  ["nothing for a command's own words", ["run", "--", "da"], []],
  ["nothing that there is not", ["nonsense", "x"], []],
])("completes %s", async (_, words, found) => {
  expect((await completed(...words)).toSorted()).toEqual(found.toSorted());
});

test("without any word there are the commands, and none that is hidden", async () => {
  const commands = await completed("");
  expect(commands).toContain("run");
  expect(commands.filter((command) => command.startsWith("_"))).toEqual([]);
});

test("a configuration that is broken completes nothing, and says nothing", async () => {
  const broken = project({ "claviger.config.json": "{" });
  expect(await callClaviger(["__complete", "get", "d"], { directory: broken })).toMatchObject({
    exitCode: 0,
    stdout: "",
    stderr: "",
  });
});

const bin = temporaryDirectory();
chmodSync(claviger, 0o755);
symlinkSync(claviger, join(bin, "claviger"));

function inShell(shell: string, script: string): string {
  const env = { PATH: `${bin}:${path}`, HOME: temporaryDirectory() };
  const { stdout, stderr } = spawnSync(shell, ["-c", script], { cwd: directory, env, encoding: "utf8" });
  expect(stderr).toBe("");
  return stdout;
}

function has(shell: string): boolean {
  return spawnSync(shell, ["-c", "true"]).status === 0;
}

test("bash completes with its script", () => {
  const script = `eval "$(claviger completion bash)"
COMP_WORDS=(claviger get d); COMP_CWORD=2; _claviger; printf '%s\\n' "\${COMPREPLY[@]}"`;
  expect(inShell("bash", script)).toBe("database-url\ndb-user\n");
});

test("zsh completes with its script", ({ skip }) => {
  if (!has("zsh") && !process.env["CI"]) skip("zsh is not installed");
  const script = `compdef() { :; }; compadd() { shift; print -l -- "\${(@P)1}"; }
eval "$(claviger completion zsh)"; words=(claviger get d); CURRENT=3; _claviger`;
  expect(inShell("zsh", script)).toBe("database-url\ndb-user\n");
});

test("fish completes with its script", ({ skip }) => {
  if (!has("fish") && !process.env["CI"]) skip("fish is not installed");
  const script = `claviger completion fish | source; complete -C 'claviger get d'`;
  expect(inShell("fish", script).split("\n")).toEqual(expect.arrayContaining(["database-url", "db-user"]));
});
