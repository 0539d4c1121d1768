import { link, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { hasCode } from "./has-code.ts";

/** No installation takes this long: a lock that is older was left behind, whoever has its process id now. */
const staleAfterSeconds = 600;

/**
 * Holds a lock file while `work` runs, so that two test runs in one checkout do not install at once.
 * The file has its owner's process id: the lock of a run that was killed is taken over.
 */
export async function withInstallLock<T>(
  path: string,
  options: { readonly onWait: (ownerPid: number) => void; readonly work: () => Promise<T> },
): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  let told = false;
  while (!(await acquire(path))) {
    const owner = await liveOwner(path);
    if (owner === undefined) {
      await rm(path, { force: true });
      continue;
    }
    if (!told) options.onWait(owner);
    told = true;
    await delay(200);
  }
  try {
    return await options.work();
  } finally {
    await rm(path, { force: true });
  }
}

async function acquire(path: string): Promise<boolean> {
  const own = `${path}.${process.pid}`;
  // Written first and linked then: nobody ever sees a lock without its owner in it.
  await writeFile(own, String(process.pid));
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  } finally {
    await rm(own, { force: true });
  }
}

async function liveOwner(path: string): Promise<number | undefined> {
  try {
    const [content, { mtimeMs }] = await Promise.all([readFile(path, "utf8"), stat(path)]);
    const fresh = Date.now() - mtimeMs < staleAfterSeconds * 1000;
    const owner = Number(content);
    return fresh && isAlive(owner) ? owner : undefined;
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, "EPERM");
  }
}
