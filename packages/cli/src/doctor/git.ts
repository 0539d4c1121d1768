import { spawnSync } from "node:child_process";

/** What git says of files of a directory. */
export interface Git {
  isIgnored(file: string): boolean;
  isTracked(file: string): boolean;
}

/** @returns `undefined` where the directory is in no repository, or git is not installed */
export function gitOf(directory: string): Git | undefined {
  const succeeds = (...args: readonly string[]): boolean =>
    spawnSync("git", args, { cwd: directory, stdio: "ignore" }).status === 0;
  if (!succeeds("rev-parse", "--is-inside-work-tree")) return undefined;
  return {
    isIgnored: (file) => succeeds("check-ignore", "--quiet", "--", file),
    isTracked: (file) => succeeds("ls-files", "--error-unmatch", "--", file),
  };
}
