import { spawnSync } from "node:child_process";

const command = "promtool";

/** Whether Prometheus's own checker is on the PATH (Debian: the package `prometheus`). */
export const hasPromtool = spawnSync(command, ["--version"]).status === 0;

/** Whether every test must be run here: its absence is a failure then. */
export const requiresPromtool = process.env["CLAVIGER_REQUIRE_DOCKER"] === "1";

/** Runs promtool; what it printed is for a failing test to show. */
export function promtool(
  args: readonly string[],
  input = "",
): { readonly status: number | null; readonly printed: string } {
  const { status, stdout, stderr, error } = spawnSync(command, args, { input, encoding: "utf8" });
  if (error)
    throw new Error(`${command} could not be started (Debian: apt install prometheus)`, { cause: error });
  return { status, printed: `${stdout}${stderr}` };
}
