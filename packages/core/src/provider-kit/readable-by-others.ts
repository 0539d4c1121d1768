/** tmpfs and ramfs: what Docker, Kubernetes and systemd mount secrets from. */
const inMemory = new Set([0x01021994, 0x858458f6]);

/** Where they mount them; there, modes are the platform's business, and 0444 is Docker's default. */
const platformDirectories = /^\/(?:var\/)?run\/(?:secrets|credentials)(?:\/|$)/;

/**
 * Whether users of this machine other than the owner may read a file that lies on its disk. A secret that a container
 * platform mounted is not meant: it is in memory, seen by that container alone, and often 0444 by default.
 *
 * @param file - absolute, with links resolved
 * @param mode - of `stat`
 */
export async function isReadableByOthers(file: string, mode: number): Promise<boolean> {
  // The mode that Windows reports says nothing about who may read.
  if (process.platform === "win32" || (mode & 0o044) === 0) return false;
  if (platformDirectories.test(file)) return false;
  const { statfs } = process.getBuiltinModule("node:fs").promises;
  const type = await statfs(file).then(
    (system) => system.type,
    () => undefined,
  );
  return type === undefined || !inMemory.has(type);
}
