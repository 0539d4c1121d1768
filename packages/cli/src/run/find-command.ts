import { accessSync, constants, statSync } from "node:fs";
import { CliError } from "../cli-error.ts";
import { exitCodes } from "../exit-code.ts";

/** What is searched where PATH is unset: as execvp(3) of glibc does. */
const defaultPath = "/bin:/usr/bin";

/**
 * The file that a command means, by the rule of execvp(3): with a `/` it is a path, else the first executable file of
 * that name in PATH. An empty entry of PATH is the working directory.
 *
 * @throws CliError `command_not_found`; `command_not_executable` where only files without permission, or directories,
 *   have that name
 */
export function findCommand(command: string, path: string = defaultPath): string {
  const candidates = command.includes("/") ? [command] : inPath(command, path);
  let found: string | undefined;
  for (const candidate of candidates) {
    const kind = inspect(candidate);
    if (kind === "executable") return candidate;
    if (kind === "not executable") found ??= candidate;
  }
  throw found === undefined ? commandNotFound(command) : notExecutable(found);
}

function inPath(command: string, path: string): string[] {
  if (command === "") return [];
  return path.split(":").map((directory) => `${directory || "."}/${command}`);
}

function inspect(file: string): "executable" | "not executable" | "missing" {
  try {
    const stats = statSync(file, { throwIfNoEntry: false });
    if (stats === undefined) return "missing";
    if (!stats.isFile()) return "not executable";
    accessSync(file, constants.X_OK);
    return "executable";
  } catch (error) {
    // A name with a NUL, or longer than the system takes, is nobody's; a directory that may not be searched hides it.
    return (error as { code?: unknown }).code === "EACCES" ? "not executable" : "missing";
  }
}

/** The error for a command that is nowhere. */
export function commandNotFound(command: string): CliError {
  return new CliError(`${command || '""'}: command not found`, {
    code: "command_not_found",
    exitCode: exitCodes.commandNotFound,
    hint: "check its spelling and PATH",
  });
}

function notExecutable(file: string): CliError {
  return new CliError(`${file} cannot be executed`, {
    code: "command_not_executable",
    exitCode: exitCodes.commandNotExecutable,
    hint: "it is a directory, or lacks the permission: see ls -l and chmod +x",
  });
}
