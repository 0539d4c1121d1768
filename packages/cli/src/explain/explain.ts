import { exitCodeOf, exitCodes } from "../exit-code.ts";
import { openDeployment } from "../open-deployment.ts";
import type { Report } from "../output/report.ts";
import { writeOutput } from "../output/write-output.ts";
import { currentTerminal } from "../terminal/terminal.ts";
import { presentExplanation } from "./present-explanation.ts";

export interface ExplainCommandOptions {
  readonly report: Report;
  readonly environment?: string | undefined;
  readonly json: boolean;
}

/**
 * Writes how a name is resolved, never its value.
 *
 * @returns the exit code: 0 if it was found, else what `get` would end with
 */
export async function explain(name: string, options: ExplainCommandOptions): Promise<number> {
  const { secrets, environment, instances } = await openDeployment(options);
  const explanation = await secrets.explain(name);
  if (options.json) {
    writeOutput(Buffer.from(`${JSON.stringify({ ...explanation, environment })}\n`));
  } else {
    const all = (await instances()).all();
    const replicasOf = (id: string): readonly string[] => all.find((one) => one.id === id)?.replicas ?? [];
    const view = { environment, replicasOf, terminal: currentTerminal() };
    writeOutput(Buffer.from(`${presentExplanation(explanation, view).join("\n")}\n`));
  }
  return explanation.outcome === "found" ? exitCodes.ok : exitCodeOf(explanation.error);
}
