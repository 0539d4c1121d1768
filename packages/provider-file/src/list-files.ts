import { realpath } from "node:fs/promises";
import { join } from "node:path";
import { isSecretError, type SecretInfo } from "@claviger/core/provider";
import { type BaseDirectory, type Found, Moved } from "./base-directory.ts";
import { flawOf } from "./locations.ts";
import { isMissing, translateError } from "./native-error.ts";
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
  return await directory.steadily(async () => {
    await directory.examine();
    const infos: SecretInfo[] = [];
    await walk({ folder: "", seen: [] }, { directory, prefix, signal, infos });
    return infos;
  });
}

interface Walk {
  readonly directory: BaseDirectory;
  readonly prefix: string;
  readonly signal: AbortSignal;
  readonly infos: SecretInfo[];
}

interface Folder {
  /** Its path with a slash at the end, or nothing. */
  readonly folder: string;
  /** The folders around it, without links: one of them inside of it is a loop. */
  readonly seen: readonly string[];
}

async function walk({ folder, seen }: Folder, search: Walk): Promise<void> {
  const { directory, prefix, signal, infos } = search;
  const full = join(directory.path, folder);
  const names = await directory.fs.readDirectory(full).catch((error: unknown) => {
    throw isMissing(error) ? new Moved() : translateError(error, full);
  });
  const real = await realpath(full).catch(() => full);
  if (seen.includes(real)) return;
  for (const name of names) {
    signal.throwIfAborted();
    const path = `${folder}${name}`;
    if (flawOf(path) !== undefined || !mayHold(path, prefix)) continue;
    const found = await lookOrSkip(directory, path);
    if (found?.kind === "a folder") await walk({ folder: `${path}/`, seen: [...seen, real] }, search);
    if (found?.kind === "a file" && path.startsWith(prefix)) {
      infos.push({ path, version: versionOf(found.state), updatedAt: new Date(found.state.mtimeMs) });
    }
  }
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
