import { statfs } from "node:fs/promises";
import type { KeyFile } from "./keys.ts";

/** tmpfs and ramfs: what Docker, Kubernetes and systemd mount secrets from. */
const inMemory = new Set([0x01021994, 0x858458f6]);

/**
 * Whether users of this machine other than the owner may read a key file that lies on its disk. One that a container
 * platform mounted is in memory, seen by that container alone, and often 0444 by default.
 */
export async function isReadableByOthers({ file, mode }: KeyFile): Promise<boolean> {
  // The mode that Windows reports says nothing about who may read.
  if (process.platform === "win32" || (mode & 0o044) === 0) return false;
  if (/^\/(?:var\/)?run\/(?:secrets|credentials)\//.test(file)) return false;
  const type = await statfs(file).then(
    (system) => system.type,
    () => undefined,
  );
  return type === undefined || !inMemory.has(type);
}
