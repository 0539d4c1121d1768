import { type Check, failedCheck, isReadableByOthers, type Location } from "@claviger/core/provider";
import { join } from "node:path";
import type { BaseDirectory } from "./base-directory.ts";
import { modeOf, readFile } from "./read-file.ts";

/** Whether the directory is there and can be listed, and whether those files can be read by this process, and by it alone. */
export async function checkDirectory(
  directory: BaseDirectory,
  locations: readonly Location[],
  trim: boolean,
): Promise<readonly Check[]> {
  const subject = "reachability";
  try {
    await directory.examine();
  } catch (error) {
    return [failedCheck(subject, error)];
  }
  const reachable: Check = { subject, status: "ok", message: `${directory.path} is there` };
  const files = await Promise.all(locations.map(({ path }) => checkFile(directory, path, trim)));
  return [reachable, ...files];
}

async function checkFile(directory: BaseDirectory, path: string, trim: boolean): Promise<Check> {
  const subject = `permission ${path}`;
  const shown = join(directory.path, path);
  try {
    const read = await readFile(directory, path, trim);
    if (!read) return { subject, status: "ok", message: `${shown} does not exist` };
    const { real, state } = read;
    if (!(await isReadableByOthers(real, state.mode)))
      return { subject, status: "ok", message: `${shown} can be read` };
    const message = `${shown} can be read by other users of this machine (mode ${modeOf(state)})`;
    return { subject, status: "warning", message, fix: `chmod 600 ${shown}` };
  } catch (error) {
    return failedCheck(subject, error);
  }
}
