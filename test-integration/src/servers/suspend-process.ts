import { readdir, readFile } from "node:fs/promises";
import { waitUntil } from "./wait-until.ts";

/**
 * Stops a process group until SIGCONT, and waits until its leader has really stopped: the signal takes a moment, in
 * which a thread may still answer a request.
 */
export async function suspendProcess(processGroup: number): Promise<void> {
  process.kill(-processGroup, "SIGSTOP");
  const isStopped = async (): Promise<boolean> => {
    const states = await threadStates(processGroup);
    return states.every((state) => state === "T");
  };
  if (!(await waitUntil(isStopped, { seconds: 5 })))
    throw new Error(`Process ${processGroup} does not stop.`);
}

/** One letter for each thread, as Linux says it; nothing on other systems. */
async function threadStates(pid: number): Promise<readonly (string | undefined)[]> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  // A thread may end in between; its name, in parentheses, may hold anything.
  const stats = await Promise.all(
    threads.map(
      async (thread) => await readFile(`/proc/${pid}/task/${thread}/stat`, "utf8").catch(() => ") T"),
    ),
  );
  return stats.map((stat) => stat.slice(stat.lastIndexOf(")") + 2)[0]);
}
