import type { Command } from "commander";
import { reportFor } from "../report-for.ts";
import { addOptions } from "./add-options.ts";
import { commonOptions } from "./option.ts";

interface ExplainFlags {
  readonly environment?: string;
  readonly json?: true;
}

/** Adds `claviger explain`. */
export function declareExplain(program: Command): void {
  const command = program
    .command("explain")
    .summary("show where a secret comes from, and why")
    .description(
      "Shows every link that is asked for a secret, its answer, and why the result won. Never the value.",
    )
    .argument("<name>", "a secret's name, name#field or a secret:// reference");
  addOptions(command, commonOptions).action(async (name: string, _: unknown, self: Command) => {
    const flags: ExplainFlags = self.optsWithGlobals();
    const { explain } = await import("../explain/explain.ts");
    process.exitCode = await explain(name, {
      report: reportFor(flags),
      environment: flags.environment,
      json: flags.json === true,
    });
  });
}
