import { spawn } from "node:child_process";
import { once } from "node:events";

/** A small shell that does one thing when told to, or as soon as this process is gone. */
export interface Reaper {
  /** Has it done now, and waits until it is. */
  reap(): Promise<void>;
  /** Ends it without: what it was for is already done. */
  dismiss(): Promise<void>;
}

/**
 * Starts a shell that waits beside a server and runs `script`, with `args` as `$1`, `$2` …, when told to. It waits on
 * a pipe that the system closes when this process ends, however it ends: a test run that crashed or was killed
 * leaves nothing behind.
 */
export function startReaper(script: string, args: readonly string[]): Reaper {
  // Detached: Ctrl-C in a terminal must not end it before it has done its work.
  const shell = spawn("/bin/sh", ["-c", `read -r _\n${script}`, "reaper", ...args], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  shell.unref();
  const ended = async (): Promise<void> => {
    if (shell.exitCode !== null || shell.signalCode !== null) return;
    shell.ref();
    await once(shell, "exit");
  };
  return {
    reap: async () => {
      shell.stdin.end();
      await ended();
    },
    dismiss: async () => {
      shell.kill("SIGKILL");
      await ended();
    },
  };
}
