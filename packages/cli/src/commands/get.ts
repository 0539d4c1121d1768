import type { Command } from "commander";
import { reportFor } from "../report-for.ts";
import { addOptions } from "./add-options.ts";
import { getOptions } from "./option.ts";

interface GetFlags {
  readonly environment?: string;
  readonly json?: true;
  readonly reveal?: true;
  readonly bundle?: true;
  readonly field?: string;
  readonly version?: string;
  readonly stage?: string;
}

/** Adds `claviger get`. */
export function declareGet(program: Command): void {
  const command = program
    .command("get")
    .summary("write one secret: masked on a terminal, as it is into a pipe")
    .description(
      "Writes one secret: masked on a terminal, as it is and with nothing added into a pipe or file.",
    )
    .argument("<name>", "a secret's name, name#field or a secret:// reference");
  addOptions(command, getOptions).action(async (name: string, _: unknown, self: Command) => {
    const flags: GetFlags = self.optsWithGlobals();
    const { get } = await import("../get/get.ts");
    await get(name, {
      report: reportFor(flags),
      environment: flags.environment,
      json: flags.json === true,
      reveal: flags.reveal === true,
      bundle: flags.bundle === true,
      field: flags.field,
      version: flags.version,
      stage: flags.stage,
    });
  });
}
