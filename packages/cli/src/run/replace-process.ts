import { flushCompileCache } from "node:module";
import type { Program } from "./program.ts";
import { isSurelyExecutable } from "./executable-format.ts";

/** Signals that Node ignores in its own process. What is ignored stays so in a program that takes the process over. */
const ignoredByNode = ["SIGPIPE", "SIGXFSZ"] as const;

/** Whether a command can take this process over: its exit code, signals and terminal are then its own. */
export function canReplaceProcess({ file }: Pick<Program, "file">): boolean {
  return process.platform === "linux" && typeof process.execve === "function" && isSurelyExecutable(file);
}

/** Turns this process into the command. It does not return. */
export function replaceProcess({ file, args, environment }: Program): never {
  // A signal that has a handler is back at its default after the exec; one that is ignored would not be.
  for (const signal of ignoredByNode) process.on(signal, () => {});
  // Node does this when it ends, and it will not.
  flushCompileCache();
  if (process.execve === undefined) throw new TypeError("this Node has no process.execve");
  return process.execve(file, [...args], { ...environment });
}
