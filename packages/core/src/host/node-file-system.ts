import type { HostFileSystem } from "../contract/host.ts";
import { fs } from "./built-in-fs.ts";

/** The machine's own files. */
export const nodeFileSystem: HostFileSystem = {
  readFile: (path) => fs.promises.readFile(path),
  stat: (path) => fs.promises.stat(path),
  readDirectory: (path) => fs.promises.readdir(path),
};
