import type { Command } from "commander";
import { reportFor } from "../report-for.ts";
import { addOptions } from "./add-options.ts";
import { commonOptions } from "./option.ts";

interface DoctorFlags {
  readonly environment?: string;
  readonly json?: true;
  readonly strict?: true;
}

/** Adds `claviger doctor`. */
export function declareDoctor(program: Command): void {
  const command = program
    .command("doctor")
    .summary("examine the configuration, the files, the stores and every secret")
    .description(
      "Examines the configuration, files and what git does with them, each store (reachability, identity, permissions) and every secret of the manifest. It changes nothing, and shows no value; every problem comes with what to do.",
    )
    .option("--strict", "fail for warnings too");
  addOptions(command, commonOptions).action(async (_: unknown, self: Command) => {
    const { environment, json, strict }: DoctorFlags = self.optsWithGlobals();
    const { doctor } = await import("../doctor/doctor.ts");
    const report = reportFor({ json });
    process.exitCode = await doctor({ report, environment, json: json === true, strict: strict === true });
  });
}
