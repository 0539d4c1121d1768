import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";

/** How a process ended, and what it wrote. */
export interface Outcome {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly directory?: string;
  /** What standard input holds; `open`: it does not end. */
  readonly input?: string | Uint8Array | { readonly open: true };
}

const directories: string[] = [];
afterAll(() => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

/** The bundle as npm installs it, by itself: a neighbour's `node_modules` must not help it. */
const installed = temporaryDirectory();
for (const part of ["dist", "package.json"]) {
  cpSync(join(import.meta.dirname, "../..", part), join(installed, part), { recursive: true });
}
export const claviger = join(installed, "dist/claviger.js");
/** PATH, with the Node that runs the tests first. */
export const path = `${join(process.execPath, "..")}:/usr/local/bin:/usr/bin:/bin`;

/** A directory that is removed after the tests of the file. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "claviger-test-"));
  directories.push(directory);
  return directory;
}

/** A working directory with these files. */
export function project(files: Readonly<Record<string, string>>): string {
  const directory = temporaryDirectory();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), content);
  }
  return directory;
}

/** Starts the command; nothing of this process's environment but PATH. */
export function start(args: readonly string[], options: StartOptions = {}): ChildProcess {
  return startProgram(process.execPath, [claviger, ...args], options);
}

export function startProgram(
  file: string,
  args: readonly string[],
  options: StartOptions = {},
): ChildProcess {
  const { env = {}, directory = installed } = options;
  const child = spawn(file, args, { cwd: directory, env: { PATH: path, ...env }, stdio: "pipe" });
  // A program need not read what it is given.
  child.stdin.on("error", () => {});
  const { input } = options;
  if (input === undefined || typeof input === "string" || input instanceof Uint8Array) child.stdin.end(input);
  return child;
}

/** Waits for a process and collects what it writes. */
export async function outcomeOf(child: ChildProcess): Promise<Outcome> {
  const written = { stdout: "", stderr: "" };
  child.stdout?.setEncoding("latin1").on("data", (text: string) => (written.stdout += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (written.stderr += text));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exitCode, signal) => resolve({ exitCode, signal, ...written }));
  });
}

/** The whole life of one `claviger …`. */
export function callClaviger(args: readonly string[], options?: StartOptions): Promise<Outcome> {
  return outcomeOf(start(args, options));
}

/** The first thing that a process writes. */
export function firstOutput(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.stdout?.once("data", (text: unknown) => resolve(String(text)));
  });
}
