import { closeSync, openSync, readSync } from "node:fs";
import { elfInterpreter } from "./elf-interpreter.ts";
import { findCommand } from "./find-command.ts";

/** Linux reads this much of a file to tell its format (BINPRM_BUF_SIZE); interpreters' lines are cut there. */
const scriptHeader = 256;
/** Program headers start right after ELF's own in practice. */
const header = 4096;
/** Scripts whose interpreter is a script, and so on: Linux stops after four. */
const deepest = 4;

/**
 * Whether the system can surely start a file in place of this process: a program for this machine, or a script, whose
 * interpreters exist. Anything else may still start some other way, as `execvp` gives a file without `#!` to `sh`; but where
 * the attempt fails, `process.execve` aborts with a core dump, which would hold the secrets.
 */
export function isSurelyExecutable(file: string, depth = 0): boolean {
  if (depth > deepest) return false;
  try {
    const start = readStart(file);
    if (start.subarray(0, 2).toString("latin1") === "#!") {
      const interpreter = scriptInterpreter(start.subarray(0, scriptHeader));
      return (
        interpreter !== undefined && isProgram(interpreter) && isSurelyExecutable(interpreter, depth + 1)
      );
    }
    const interpreter = elfInterpreter(start, { native: readStart(process.execPath) });
    return interpreter === "none" || (interpreter !== undefined && isProgram(interpreter.path));
  } catch {
    // It cannot be read, only executed: unknown, so not sure.
    return false;
  }
}

/** The interpreter that a `#!` line names, or `undefined` where the line is cut or names none. */
function scriptInterpreter(start: Buffer): string | undefined {
  const [line = "", ...rest] = start.toString("latin1").split("\n");
  if (rest.length === 0 && start.length === scriptHeader) return undefined;
  const [, interpreter] = /^#![ \t]*(\/[\x21-\x7e]+)(?:[ \t]|$)/.exec(line) ?? [];
  return interpreter;
}

/** Whether an absolute path is an executable file. */
function isProgram(path: string): boolean {
  return path.startsWith("/") && findCommand(path) === path;
}

function readStart(file: string): Buffer {
  const descriptor = openSync(file, "r");
  try {
    const buffer = Buffer.alloc(header);
    return buffer.subarray(0, readSync(descriptor, buffer, 0, header, 0));
  } finally {
    closeSync(descriptor);
  }
}
