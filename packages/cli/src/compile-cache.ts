import { statSync } from "node:fs";
import { enableCompileCache } from "node:module";

/**
 * Lets Node keep this command compiled, in the user's own cache directory: 3 of 40 ms. Node's default, under `/tmp`, will
 * not do: whoever makes that directory first decides which code runs with our secrets. `NODE_DISABLE_COMPILE_CACHE=1`
 * turns it off.
 */
export function useCompileCache(env: Readonly<Record<string, string | undefined>> = process.env): void {
  const directory = cacheDirectory(env);
  if (directory !== undefined) enableCompileCache(directory);
}

/** Where compiled code may be kept, or `undefined` where no directory is surely this user's alone. */
export function cacheDirectory(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const { HOME: home, XDG_CACHE_HOME: named } = env;
  const base = named || home;
  if (!base?.startsWith("/") || !isOwn(base)) return undefined;
  return named ? `${base}/claviger` : `${base}/.cache/claviger`;
}

function isOwn(directory: string): boolean {
  try {
    const { uid, mode } = statSync(directory);
    return uid === process.getuid?.() && (mode & 0o002) === 0;
  } catch {
    return false;
  }
}
