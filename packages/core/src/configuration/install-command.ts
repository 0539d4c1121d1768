import { existsSync } from "node:fs";
import { join } from "node:path";

const lockFiles = [
  ["pnpm-lock.yaml", "pnpm add"],
  ["yarn.lock", "yarn add"],
  ["bun.lock", "bun add"],
] as const;

/** The command that installs a package into the project of a directory, by the lockfile that is there. */
export function installCommand(packageName: string, directory: string): string {
  const found = lockFiles.find(([file]) => existsSync(join(directory, file)));
  return `${found?.[1] ?? "npm install"} ${packageName}`;
}
