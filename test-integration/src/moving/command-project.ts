import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";

const root = resolve(import.meta.dirname, "../../..");
const claviger = join(root, "packages/cli/dist/claviger.js");

/** How a program ended, and what it wrote. */
export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

type Variables = Readonly<Record<string, string>>;

/** A directory with the packages of this repository installed, in which the command as it is published is called. */
export interface CommandProject {
  readonly directory: string;
  write(file: string, content: string): Promise<void>;
  read(file: string): Promise<string>;
  /** Runs a Node program there; nothing of this process's environment but PATH. */
  run(args: readonly string[], env: Variables): Promise<Ended>;
  /** Calls the command, and fails if it says the canary. */
  call(args: readonly string[], env: Variables): Promise<Ended>;
  remove(): Promise<void>;
}

/** @param canary - in every secret of the test */
export async function commandProject(canary: string): Promise<CommandProject> {
  const directory = await mkdtemp(join(tmpdir(), "claviger-moving-"));
  await symlink(join(root, "test-integration/node_modules"), join(directory, "node_modules"));
  const run = async (args: readonly string[], env: Variables): Promise<Ended> => {
    const child = spawn(process.execPath, args, {
      cwd: directory,
      env: { PATH: process.env["PATH"], HOME: directory, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const ended = new Promise<number | null>((done, fail) => child.once("error", fail).once("close", done));
    const [exitCode, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
    return { exitCode, stdout, stderr };
  };
  return {
    directory,
    run,
    write: (file, content) => writeFile(join(directory, file), content),
    read: (file) => readFile(join(directory, file), "utf8"),
    async call(args, env) {
      const outcome = await run([claviger, ...args], env);
      if (`${outcome.stdout}${outcome.stderr}`.includes(canary)) throw new Error("The command said a value.");
      return outcome;
    },
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

/** The command itself, for who starts it with more before it. */
export const clavigerFile = claviger;
