import { openDeployment } from "../open-deployment.ts";
import type { Report } from "../output/report.ts";
import { checkLimits } from "./check-limits.ts";
import { findCommand } from "./find-command.ts";
import { planInjection } from "./injection-plan.ts";
import type { Program } from "./program.ts";
import { canReplaceProcess, replaceProcess } from "./replace-process.ts";
import { resolveInjection } from "./resolve-injection.ts";
import { systemLimits } from "./system-limits.ts";

export interface RunOptions {
  readonly report: Report;
  readonly environment?: string | undefined;
  /** As given to `--env`. */
  readonly env: readonly string[];
  /** As given to `--bundle`. */
  readonly bundles: readonly string[];
  /** The command gets only what is named, nothing of this process's environment. */
  readonly pristine: boolean;
  /** `false`: the command is always a child. */
  readonly exec: boolean;
}

/**
 * Starts a command with its secrets as environment variables, and ends as it ends. It does not return once the command
 * runs. Leases of dynamic credentials are left alone: the command uses them.
 *
 * @throws CliError, SecretError: the command was not started
 */
export async function run(command: readonly string[], options: RunOptions): Promise<void> {
  const program = await prepare(command, options);
  if (options.exec && canReplaceProcess(program)) replaceProcess(program);
  // Loaded here, since child processes cost 4 ms that a command which takes over need not pay.
  const { endAs, superviseChild } = await import("./supervise-child.ts");
  endAs(await superviseChild(program));
}

async function prepare(command: readonly string[], options: RunOptions): Promise<Program> {
  // First, since it asks no store for anything.
  // Windows has rules of its own for that, which spawning follows.
  const [name = ""] = command;
  const file = process.platform === "win32" ? name : findCommand(name, process.env["PATH"]);
  const { manifest, references, secrets } = await openDeployment(options);
  const plan = planInjection({ env: options.env, bundles: options.bundles, manifest, references });
  const injected = await resolveInjection(plan, secrets);
  const environment = { ...(options.pristine ? {} : process.env), ...Object.fromEntries(injected) };
  const program = { file, args: command, environment: withoutUnset(environment) };
  checkLimits({ ...program, injected: [...injected.keys()] }, systemLimits());
  return program;
}

function withoutUnset(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
