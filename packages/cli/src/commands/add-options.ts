import type { Command } from "commander";
import type { CommandOption } from "./option.ts";

/** Declares a table of options to commander. */
export function addOptions(command: Command, options: readonly CommandOption[]): Command {
  for (const { flag, argument, repeatable, description } of options) {
    const flags = argument === undefined ? flag : `${flag} ${argument}`;
    if (repeatable) command.option(flags, description, append);
    else command.option(flags, description);
  }
  return command;
}

function append(value: string, earlier: readonly string[] = []): string[] {
  return [...earlier, value];
}
