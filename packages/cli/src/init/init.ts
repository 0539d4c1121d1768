import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { CliError, usageError } from "../cli-error.ts";
import { exitCodes } from "../exit-code.ts";
import { openDeployment } from "../open-deployment.ts";
import type { Report } from "../output/report.ts";
import { writeOutput } from "../output/write-output.ts";
import { confirm } from "../terminal/confirm.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { askLayout } from "./ask-layout.ts";
import { applyChange, type FileChange } from "./file-change.ts";
import { type Layout, layoutOfFlags, layoutProviders } from "./layout.ts";
import { type AgeFiles, makeAgeStore } from "./make-age-store.ts";
import { type ConfigFormat, findConfig, planFiles, planIgnored } from "./plan-files.ts";
import { presentInit, showPlan } from "./present-init.ts";
import { providersOf } from "./provider-chain.ts";

export interface InitCommandOptions {
  readonly report: Report;
  readonly terminal: Terminal;
  readonly json: boolean;
  readonly yes: boolean;
  readonly dryRun: boolean;
  readonly environment?: string | undefined;
  /** The project. */
  readonly directory: string;
  /** Chains, each for an environment or for all: `production=aws`, `aws,env`. */
  readonly providers: readonly string[];
  /** Options of providers: `aws.prefix=shop/`. */
  readonly options: readonly string[];
  readonly format?: ConfigFormat | undefined;
}

/**
 * Sets a project up: the configuration file, what git ignores, and the store of an age chain. What is there stays; to write
 * over it, somebody is asked.
 *
 * @throws CliError `usage`, `interrupted`, `output_failed`
 * @throws SecretError `not_configured` where the age provider is missing
 */
export async function init(options: InitCommandOptions): Promise<void> {
  const { directory, dryRun } = options;
  const { layout, providers } = await wanted(options);
  const usesAge = providers.includes("age");
  const changes = [
    ...(layout ? planFiles(directory, layout, options) : []),
    ...planIgnored(directory, usesAge),
  ];
  showPlan(changes, { ...options, usesAge });
  if (!dryRun) {
    await approve(changes, options);
    for (const change of changes) applyChange(change);
  }
  const store = usesAge && !dryRun ? await makeAgeStore(directory, ageFiles(layout)) : undefined;
  writeOutput(Buffer.from(presentInit({ changes, store, providers }, options)));
}

/** What the flags say, what is there already, or what a person answers. */
async function wanted(
  options: InitCommandOptions,
): Promise<{ readonly layout?: Layout; readonly providers: readonly string[] }> {
  const { directory, providers: chains, options: settings, terminal } = options;
  if (chains.length === 0 && settings.length > 0)
    throw usageError("--option is given without --providers", "say where the secrets live, too");
  const config = findConfig(directory);
  if (chains.length === 0 && config !== undefined) {
    const deployment = await openDeployment(options);
    const ids = (await deployment.instances()).all().map(({ id }) => id);
    return { providers: providersOf(ids.join(",")) };
  }
  const layout =
    chains.length > 0 ? layoutOfFlags(chains, settings) : await askLayout(projectName(directory), terminal);
  return { layout, providers: layoutProviders(layout) };
}

function projectName(directory: string): string {
  try {
    const { name } = JSON.parse(readFileSync(join(directory, "package.json"), "utf8")) as {
      readonly name?: unknown;
    };
    if (typeof name === "string" && name !== "") return name.replace(/^@[^/]*\//, "");
  } catch {
    // The folder's name does as well.
  }
  return basename(directory);
}

function ageFiles(layout: Layout | undefined): AgeFiles {
  const { file = process.env["SECRETS_AGE_FILE"], identity = process.env["SECRETS_AGE_IDENTITY"] } =
    layout?.options["age"] ?? {};
  return { file, identity };
}

async function approve(changes: readonly FileChange[], options: InitCommandOptions): Promise<void> {
  const lost = changes.filter(({ overwrites }) => overwrites).map(({ name }) => name);
  if (lost.length === 0) return;
  if (await confirm(`Write over ${lost.join(", ")}?`, options)) return;
  throw new CliError("it was declined, and nothing was changed", {
    code: "interrupted",
    exitCode: exitCodes.interrupted,
  });
}
