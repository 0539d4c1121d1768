import { spawn } from "node:child_process";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";

const root = resolve(import.meta.dirname, "../..");
const command = join(root, "packages/cli/dist/claviger.js");

/** How a command ended, and what it wrote. */
export interface CommandOutcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A project with every provider installed, in which the published command is called. */
export interface CliProject extends AsyncDisposable {
  readonly directory: string;
  /** Calls `claviger`, with what standard input holds. */
  readonly call: (args: readonly string[], input?: string) => Promise<CommandOutcome>;
  /** Runs a line of a shell in which `claviger` is the command, and `$CLAVIGER` what to give to other programs. */
  readonly shell: (line: string) => Promise<CommandOutcome>;
}

/** Makes a project. @param variables - its environment, beside PATH */
export async function cliProject(variables: Readonly<Record<string, string>> = {}): Promise<CliProject> {
  const directory = await mkdtemp(join(tmpdir(), "claviger-cli-"));
  await symlink(join(root, "test-integration/node_modules"), join(directory, "node_modules"));
  const claviger = `${process.execPath} ${command}`;
  const env = { PATH: process.env["PATH"], HOME: directory, CLAVIGER: claviger, ...variables };
  const run = async (file: string, args: readonly string[], input = ""): Promise<CommandOutcome> => {
    const child = spawn(file, args, { cwd: directory, env, stdio: "pipe" });
    child.stdin.on("error", () => {});
    child.stdin.end(input);
    const exitCode = new Promise<number | null>((done, fail) => {
      child.once("error", fail);
      child.once("close", done);
    });
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { exitCode: await exitCode, stdout, stderr };
  };
  return {
    directory,
    call: (args, input) => run(process.execPath, [command, ...args], input),
    shell: (line) => run("sh", ["-c", `claviger() { $CLAVIGER "$@"; }; ${line}`]),
    async [Symbol.asyncDispose]() {
      await rm(directory, { recursive: true, force: true });
    },
  };
}
