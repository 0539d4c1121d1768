import { openDeployment } from "../open-deployment.ts";
import type { Report } from "../output/report.ts";
import { type CommandSource, programOf } from "./command-source.ts";
import { findCommand } from "./find-command.ts";
import { planInjection } from "./injection-plan.ts";
import { canReplaceProcess, replaceProcess } from "./replace-process.ts";
import { resolveInjection } from "./resolve-injection.ts";

export interface RunOptions {
  readonly report: Report;
  readonly environment?: string | undefined;
  /** As given to `--env`. */
  readonly env: readonly string[];
  /** As given to `--bundle`. */
  readonly bundles: readonly string[];
  /** As given to `--as-file`. */
  readonly files: readonly string[];
  /** As given to `--only` and `--except`. */
  readonly only: readonly string[];
  readonly except: readonly string[];
  /** The command gets only what is named, nothing of this process's environment. */
  readonly pristine: boolean;
  /** `false`: the command is always a child. */
  readonly exec: boolean;
  /** The command is started anew when a value has changed. */
  readonly watch: boolean;
}

/**
 * Starts a command with its secrets as environment variables, and ends as it ends. It does not return once the command
 * runs. Leases of dynamic credentials are left alone: the command uses them.
 *
 * @throws CliError, SecretError: the command was not started
 */
export async function run(command: readonly string[], options: RunOptions): Promise<void> {
  const source = await sourceOf(command, options);
  const injection = await source.read();
  // Before anything is started, and again for a command that is started anew.
  const program = programOf(source, injection);
  const mayReplace = options.exec && !options.watch && injection.files.size === 0;
  if (mayReplace && canReplaceProcess(program)) replaceProcess(program);
  // Loaded here, since child processes cost 4 ms that a command which takes over need not pay.
  const { runAsChild } = await import("./run-as-child.ts");
  await runAsChild(source, injection, options);
}

async function sourceOf(command: readonly string[], options: RunOptions): Promise<CommandSource> {
  // First, since it asks no store for anything.
  // Windows has rules of its own for that, which spawning follows.
  const [name = ""] = command;
  const file = process.platform === "win32" ? name : findCommand(name, process.env["PATH"]);
  const { manifest, references, secrets } = await openDeployment({ ...options, live: options.watch });
  const all = planInjection({ ...options, manifest, references });
  const { only, except, pristine } = options;
  // Patterns take a library, which most calls do without.
  const isLimited = only.length + except.length > 0;
  const plan = isLimited ? (await import("./select-variables.ts")).selected(all, { only, except }) : all;
  return {
    file,
    args: command,
    inherited: pristine ? {} : process.env,
    read: () => resolveInjection(plan, secrets),
  };
}
