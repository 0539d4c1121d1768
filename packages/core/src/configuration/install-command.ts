import { join } from "node:path";
import { fs } from "../host/built-in-fs.ts";

const lockFiles = [
  ["pnpm-lock.yaml", "pnpm add"],
  ["yarn.lock", "yarn add"],
  ["bun.lock", "bun add"],
] as const;

/** The command that installs a package into the project of a directory, by the lockfile that is there. */
export function installCommand(packageName: string, directory: string): string {
  const found = lockFiles.find(([file]) => fs.existsSync(join(directory, file)));
  return `${found?.[1] ?? "npm install"} ${packageName}`;
}
