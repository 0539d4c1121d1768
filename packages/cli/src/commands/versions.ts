import type { Command } from "commander";
import { reportFor } from "../report-for.ts";
import { currentTerminal } from "../terminal/terminal.ts";
import { addOptions } from "./add-options.ts";
import { commonOptions } from "./option.ts";

interface VersionsFlags {
  readonly environment?: string;
  readonly json?: true;
}

/** Adds `claviger versions`. */
export function declareVersions(program: Command): void {
  const command = program
    .command("versions")
    .summary("list the versions of a secret, never their values")
    .description("Lists the versions of a secret: a table on a terminal, a version a line into a pipe.")
    .argument("<name>", "a secret's name or a secret:// reference");
  addOptions(command, commonOptions).action(async (name: string, _: unknown, self: Command) => {
    const flags: VersionsFlags = self.optsWithGlobals();
    const { versions } = await import("../versions/versions.ts");
    await versions(name, {
      terminal: currentTerminal(),
      report: reportFor(flags),
      environment: flags.environment,
      json: flags.json === true,
    });
  });
}
