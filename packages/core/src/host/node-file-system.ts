import { readdir, readFile, stat } from "node:fs/promises";
import type { HostFileSystem } from "../contract/host.ts";

/** The machine's own files. */
export const nodeFileSystem: HostFileSystem = {
  readFile: (path) => readFile(path),
  stat: (path) => stat(path),
  readDirectory: (path) => readdir(path),
};
