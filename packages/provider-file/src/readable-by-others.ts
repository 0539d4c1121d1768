import { statfs } from "node:fs/promises";
import type { Found } from "./base-directory.ts";

/** tmpfs and ramfs: what Docker, Kubernetes and systemd mount secrets from. */
const inMemory = new Set([0x01021994, 0x858458f6]);

/** Where they mount them; there, modes are the platform's business, and 0444 is Docker's default. */
const platformDirectories = /^\/(?:var\/)?run\/(?:secrets|credentials)(?:\/|$)/;

/**
 * Whether users of this machine other than the owner may read a file that lies on its disk. A secret that a container
 * platform mounted is not meant: it is in memory, seen by that container alone, and often 0444 by default.
 */
export async function isReadableByOthers({ real, state }: Pick<Found, "real" | "state">): Promise<boolean> {
  // The mode that Windows reports says nothing about who may read.
  if (process.platform === "win32" || (state.mode & 0o044) === 0) return false;
  if (platformDirectories.test(real)) return false;
  const type = await statfs(real).then(
    (system) => system.type,
    () => undefined,
  );
  return type === undefined || !inMemory.has(type);
}

/** `0644` */
export function modeOf({ state }: Pick<Found, "state">): string {
  return (state.mode & 0o7777).toString(8).padStart(4, "0");
}
