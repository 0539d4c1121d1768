import { existsSync } from "node:fs";
import { join } from "node:path";
import { jsonConfig, typescriptConfig } from "./config-source.ts";
import { type FileChange, textOf } from "./file-change.ts";
import type { Layout } from "./layout.ts";
import { setsOtherwise, withLines, withVariable } from "./line-changes.ts";

export type ConfigFormat = "ts" | "json";

const configNames = ["ts", "mts", "js", "mjs", "json"].map((extension) => `claviger.config.${extension}`);
const ignoredHeading = "# claviger: secrets do not belong into the repository";
const ignored = [".env", ".env.local", ".env.*.local"];
/** The encrypted store may be shared; its key, its lock and what a crash leaves behind may not. */
const ignoredOfAge = [".claviger/*", "!.claviger/*.age"];
const variable = "SECRETS_PROVIDERS";

/** The configuration file that a directory has. */
export function findConfig(directory: string): string | undefined {
  return configNames.find((name) => existsSync(join(directory, name)));
}

/** What the files of a layout have to become: those alone that are not so yet. */
export function planFiles(
  directory: string,
  layout: Layout,
  { format }: { readonly format?: ConfigFormat | undefined },
): FileChange[] {
  const environments = Object.entries(layout.others).map(([environment, chain]) =>
    environmentFile(directory, environment, chain),
  );
  return [configFile(directory, layout, format), ...environments].filter(isChange);
}

/** What `.gitignore` has to become, if it is not so yet. */
export function planIgnored(directory: string, usesAge: boolean): FileChange[] {
  const { path, before } = fileAt(directory, ".gitignore");
  const lines = usesAge ? [...ignored, ...ignoredOfAge] : ignored;
  const after = withLines(before, lines, ignoredHeading);
  return [{ name: ".gitignore", path, before, after, overwrites: false }].filter(isChange);
}

function configFile(directory: string, layout: Layout, format: ConfigFormat | undefined): FileChange {
  const name = findConfig(directory) ?? newConfigName(directory, format);
  const { path, before } = fileAt(directory, name);
  const after = name.endsWith(".json") ? jsonConfig(layout) : typescriptConfig(layout);
  return { name, path, before, after, overwrites: before !== undefined };
}

/** Node takes a `.ts` file for ESM where the project says so, and a `.mts` file always. */
function newConfigName(directory: string, format: ConfigFormat | undefined): string {
  const project = textOf(join(directory, "package.json"));
  if (format === "json" || (format === undefined && project === undefined)) return "claviger.config.json";
  return isModule(project) ? "claviger.config.ts" : "claviger.config.mts";
}

function isModule(project: string | undefined): boolean {
  try {
    const { type } = JSON.parse(project ?? "{}") as { readonly type?: unknown };
    return type === "module";
  } catch {
    return false;
  }
}

function environmentFile(directory: string, environment: string, chain: string): FileChange {
  const name = `.env.${environment}`;
  const { path, before } = fileAt(directory, name);
  const after = withVariable(before, variable, chain);
  return { name, path, before, after, overwrites: setsOtherwise(before, variable, chain) };
}

function fileAt(
  directory: string,
  name: string,
): { readonly path: string; readonly before: string | undefined } {
  const path = join(directory, name);
  return { path, before: textOf(path) };
}

function isChange({ before, after }: FileChange): boolean {
  return before !== after;
}
