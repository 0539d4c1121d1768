import { statfs } from "node:fs/promises";
import type { HostFileSystem } from "@claviger/core/provider";

/** tmpfs and ramfs: what Docker, Kubernetes and systemd mount secrets from. */
const inMemory = new Set([0x01021994, 0x858458f6]);

/**
 * Whether users of this machine other than the owner may read a key file that lies on its disk. One that a container
 * platform mounted is in memory, seen by that container alone, and often 0444 by default.
 */
export async function isReadableByOthers(path: string, fs: HostFileSystem): Promise<boolean> {
  // The mode that Windows reports says nothing about who may read.
  if (process.platform === "win32" || /^\/(?:var\/)?run\/(?:secrets|credentials)\//.test(path)) return false;
  try {
    if (((await fs.stat(path)).mode & 0o044) === 0) return false;
    return !inMemory.has((await statfs(path)).type);
  } catch {
    return false; // Gone since it was read: there is nothing left to warn of.
  }
}
