import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port.ts";
import { startReaper, type Reaper } from "./reaper.ts";
import type { ServerControls } from "./server-controls.ts";
import { suspendProcess } from "./suspend-process.ts";
import { waitUntil } from "./wait-until.ts";

/** How a server's own process is started. */
export interface ServerProcessOptions {
  /** What messages call it. */
  readonly name: string;
  /** The command that makes it listen on `port` and keep its files in `folder`, which exists. */
  readonly command: (at: { readonly port: number; readonly folder: string }) => ServerCommand;
  /** Whether it answers yet. */
  readonly isReady: (at: { readonly port: number; readonly folder: string }) => Promise<boolean>;
  /** How many ports in a row it takes. @default 1 */
  readonly adjacentPorts?: number;
  /** The port that it has to have. @default a free one */
  readonly port?: number;
}

/** A command line and its environment, which has nothing of this process's own but PATH. */
export interface ServerCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A server that runs as a process of its own, on 127.0.0.1. */
export interface ServerProcess {
  readonly controls: ServerControls;
  readonly port: number;
  /** Its home and working folder, removed with it. */
  readonly folder: string;
  /** The end of what it printed since it was last started. */
  output(): string;
}

interface Running {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly reaper: Reaper;
  readonly output: () => string;
}

const readySeconds = 30;
const keptOutput = 65_536;

// The whole group must be gone before its folder can be removed; the count bounds a zombie that nobody collects.
const reaping = `
kill -s KILL -- "-$1" 2>/dev/null
tries=0
while kill -s 0 -- "-$1" 2>/dev/null && [ "$tries" -lt 100 ]; do tries=$((tries + 1)); sleep 0.01; done
rm -rf -- "$2"
`;

/**
 * Starts a server on a free port and waits until it answers. It never outlives this process.
 *
 * @throws Error with the end of the server's output, when it ends or does not answer within 30 seconds.
 */
export async function startServerProcess(options: ServerProcessOptions): Promise<ServerProcess> {
  const folder = await mkdtemp(join(tmpdir(), `claviger-${options.name}-`));
  const { port, running: first } = await launchOnFreePort(options, folder);
  let running: Running | undefined = first;

  const kill = async (): Promise<void> => {
    const ending = running;
    running = undefined;
    if (ending !== undefined) await end(ending);
  };
  return {
    port,
    folder,
    output: () => running?.output() ?? "",
    controls: {
      pause: async () => {
        if (running !== undefined) await suspendProcess(running.pid);
      },
      resume: async () => {
        if (running !== undefined) process.kill(-running.pid, "SIGCONT");
      },
      kill,
      restart: async () => {
        await kill();
        running = await launch(options, { port, folder });
      },
      stop: kill,
      [Symbol.asyncDispose]: kill,
    },
  };
}

async function launchOnFreePort(
  options: ServerProcessOptions,
  folder: string,
): Promise<{ readonly port: number; readonly running: Running }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await freePort({ adjacent: options.adjacentPorts ?? 1 }));
    try {
      return { port, running: await launch(options, { port, folder }) };
    } catch (error) {
      // Another process may have taken the port in between.
      if (attempt === 3 || !(error instanceof Error) || !/address already in use/i.test(error.message))
        throw error;
    }
  }
}

async function launch(
  options: ServerProcessOptions,
  at: { readonly port: number; readonly folder: string },
): Promise<Running> {
  await mkdir(at.folder, { recursive: true });
  const { file, args, env } = options.command(at);
  const child = spawn(file, args, {
    cwd: at.folder,
    // Nothing of the developer's own AWS or Vault configuration reaches a test server.
    env: { PATH: process.env["PATH"], HOME: at.folder, TMPDIR: at.folder, LANG: "C.UTF-8", ...env },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = collectOutput(child);
  const { pid } = child;
  if (pid === undefined) {
    const [cause] = await once(child, "error");
    throw new Error(`${options.name} could not be started: is it installed?`, { cause });
  }
  const running = { child, pid, output, reaper: startReaper(reaping, [String(pid), at.folder]) };
  // A script that forgot to stop a server must still be able to end; the reaper then ends the server.
  child.unref();
  await untilReady(options, { ...at, running });
  return running;
}

function collectOutput(child: ChildProcess): () => string {
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      output = (output + text).slice(-keptOutput);
    });
    if (stream !== null && "unref" in stream && typeof stream.unref === "function") stream.unref();
  }
  return () => output;
}

async function untilReady(
  options: ServerProcessOptions,
  at: { readonly port: number; readonly folder: string; readonly running: Running },
): Promise<void> {
  const { running } = at;
  const settled = await waitUntil(async () => hasEnded(running.child) || (await options.isReady(at)), {
    seconds: readySeconds,
  });
  // Had it failed to take the port and ended, it would be another server that answered.
  if (settled && !hasEnded(running.child)) return;
  const why = hasEnded(running.child) ? "ended before it answered" : `did not answer in ${readySeconds} s`;
  await end(running);
  throw new Error(`${options.name} ${why}. The end of its output:\n${running.output().trim().slice(-2000)}`);
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function end({ child, reaper }: Running): Promise<void> {
  const gone = hasEnded(child) ? undefined : once(child, "exit");
  child.ref();
  await Promise.all([gone, reaper.reap()]);
}
