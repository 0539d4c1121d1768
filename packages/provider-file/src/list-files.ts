import { realpath } from "node:fs/promises";
import { join } from "node:path";
import { isSecretError, type SecretInfo } from "@claviger/core/provider";
import { type BaseDirectory, type Found, Moved, movedOrFailed } from "./base-directory.ts";
import { flawOf } from "./locations.ts";
import { versionOf } from "./read-file.ts";

/**
 * Every file whose path starts with the prefix, in all folders. What could not be read either (links that leave the directory,
 * pipes, sockets) is left out.
 *
 * @throws SecretError
 */
export async function listFiles(
  directory: BaseDirectory,
  prefix: string,
  signal: AbortSignal,
): Promise<readonly SecretInfo[]> {
  /**
   * @param folder - its path with a slash at the end, or nothing
   * @param around - the folders around it, without links: one of them inside of it is a loop
   */
  const filesIn = async (folder: string, around: readonly string[]): Promise<SecretInfo[]> => {
    const full = join(directory.path, folder);
    const names = await directory.fs.readDirectory(full).catch(movedOrFailed(full));
    const real = await realpath(full).catch(() => full);
    if (around.includes(real)) return [];
    const infos: SecretInfo[] = [];
    for (const name of names) {
      signal.throwIfAborted();
      const path = `${folder}${name}`;
      if (flawOf(path) !== undefined || !mayHold(path, prefix)) continue;
      const found = await lookOrSkip(directory, path);
      if (found?.kind === "a folder") infos.push(...(await filesIn(`${path}/`, [...around, real])));
      if (found?.kind === "a file" && path.startsWith(prefix)) {
        infos.push({ path, version: versionOf(found.state), updatedAt: new Date(found.state.mtimeMs) });
      }
    }
    return infos;
  };
  return await directory.steadily(async () => {
    await directory.examine();
    return await filesIn("", []);
  });
}

/** Whether it, or something in it if it is a folder, can start with the prefix. */
function mayHold(path: string, prefix: string): boolean {
  return path.startsWith(prefix) || prefix.startsWith(`${path}/`);
}

/** A link that leaves the directory, or leads nowhere, has to be seen where it is read; here the others count. */
async function lookOrSkip(directory: BaseDirectory, path: string): Promise<Found | undefined> {
  try {
    return await directory.look(path);
  } catch (error) {
    if (isSecretError(error, "not_configured")) return undefined;
    if (!(error instanceof Moved) || !error.lasting) throw error;
    // A link that leads nowhere: for a moment only, or for good.
    return await directory.steadily(() => directory.look(path)).catch(() => undefined);
  }
}
