import { copyFile, glob, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "./run-command.ts";
import { serversDirectory } from "./servers-directory.ts";

const downloaded = join(serversDirectory, "busybox");

/**
 * The path of a statically linked busybox: this machine's own, or the one of Debian's package, fetched once.
 *
 * @throws Error in one sentence that says what to install.
 */
export async function staticBusybox(): Promise<string> {
  for (const path of ["/bin/busybox", "/usr/bin/busybox", "/usr/local/bin/busybox", downloaded]) {
    if (await isStatic(path)) return path;
  }
  try {
    await download();
    return downloaded;
  } catch (cause) {
    const remedy = "install it (on Debian: apt-get install busybox-static) or name an image in VAULT_IMAGE";
    throw new Error(`The local Vault image needs a static busybox: ${remedy}.`, { cause });
  }
}

async function isStatic(path: string): Promise<boolean> {
  try {
    // A program that is not static names its loader, near its beginning.
    const beginning = (await readFile(path)).subarray(0, 4096);
    return !/\/ld-(linux|musl)/.test(beginning.toString("latin1"));
  } catch {
    return false;
  }
}

async function download(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "claviger-busybox-"));
  try {
    await runCommand("apt-get", ["download", "-q", "busybox-static"], { cwd: folder });
    for await (const archive of glob("busybox-static*.deb", { cwd: folder })) {
      await runCommand("dpkg-deb", ["--extract", archive, "."], { cwd: folder });
    }
    for await (const busybox of glob("{bin,usr/bin}/busybox", { cwd: folder })) {
      const partial = `${downloaded}.${process.pid}`;
      await copyFile(join(folder, busybox), partial);
      await rename(partial, downloaded);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
