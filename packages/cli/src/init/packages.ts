import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const lockFiles = [
  ["pnpm-lock.yaml", "pnpm add"],
  ["yarn.lock", "yarn add"],
  ["bun.lock", "bun add"],
] as const;

/** The command that installs packages into the project of a directory, by the lockfile that is there. */
export function installCommand(packages: readonly string[], directory: string): string {
  const found = lockFiles.find(([file]) => existsSync(join(directory, file)));
  return `${found?.[1] ?? "npm install"} ${packages.join(" ")}`;
}

/** Where a package of the project is; `undefined` if it is not installed. */
export function resolvePackage(name: string, directory: string): string | undefined {
  try {
    return pathToFileURL(createRequire(join(directory, "package.json")).resolve(name)).href;
  } catch {
    return undefined;
  }
}
