import { type Check, failedCheck, type HostFileSystem } from "@claviger/core/provider";
import type { EnvFile } from "./env-file.ts";

/** One check for each file that is there or should be: readable, well formed, and readable by its owner alone. */
export async function checkFiles(files: readonly EnvFile[], fs: HostFileSystem): Promise<readonly Check[]> {
  const checks = await Promise.all(files.map((file) => checkFile(file, fs)));
  return checks.filter((check) => check !== undefined);
}

async function checkFile(file: EnvFile, fs: HostFileSystem): Promise<Check | undefined> {
  const loaded = await file.load();
  if (loaded.status === "missing") return undefined;
  const subject = file.title;
  if (loaded.status === "failed") return failedCheck(subject, loaded.error);
  if (await isReadableByOthers(file.path, fs)) {
    return {
      subject,
      status: "warning",
      message: `${file.title} can be read by other users of this machine`,
      fix: `chmod 600 ${file.title}`,
    };
  }
  const { length } = loaded.variables.all;
  return { subject, status: "ok", message: `${length} variable${length === 1 ? "" : "s"}` };
}

/** The mode that Windows reports says nothing about who may read. */
async function isReadableByOthers(path: string, fs: HostFileSystem): Promise<boolean> {
  if (process.platform === "win32") return false;
  try {
    const { mode } = await fs.stat(path);
    return (mode & 0o044) !== 0;
  } catch {
    return false; // Gone since it was read: there is nothing left to warn of.
  }
}
