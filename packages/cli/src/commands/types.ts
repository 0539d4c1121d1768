import type { Command } from "commander";
import { reportFor } from "../report-for.ts";
import { addOptions } from "./add-options.ts";
import { commonOptions } from "./option.ts";

interface TypesFlags {
  readonly environment?: string;
  readonly json?: true;
  readonly output: string;
  readonly check?: true;
}

/** Adds `claviger types`. */
export function declareTypes(program: Command): void {
  const command = program
    .command("types")
    .summary("write TypeScript types of the manifest's secrets")
    .description(
      "Writes a .d.ts with the names of the manifest's secrets, and the variables that run gives. No store is asked.",
    )
    .option("--output <file>", "where to; - is standard output", "claviger.d.ts")
    .option("--check", "write nothing, and fail where the file is out of date");
  addOptions(command, commonOptions).action(async (_: unknown, self: Command) => {
    const { environment, json, output, check }: TypesFlags = self.optsWithGlobals();
    const { types } = await import("../manifest-types/types.ts");
    await types({
      report: reportFor({ json }),
      environment,
      json: json === true,
      output,
      check: check === true,
    });
  });
}
