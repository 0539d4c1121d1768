import { readFileSync } from "node:fs";
import { basename, extname } from "node:path";
import { CliError, usageError } from "../cli-error.ts";
import { exitCodes } from "../exit-code.ts";
import { type DotenvFile, readDotenv } from "./read-dotenv.ts";
import { readJson } from "./read-json.ts";
import type { SourceEntry } from "./source-entry.ts";

export const formats = ["env", "json", "yaml"] as const;
export type Format = (typeof formats)[number];

/** A file that is imported. */
export interface Source {
  /** As it was given, for messages. */
  readonly title: string;
  readonly format: Format;
  readonly bytes: Uint8Array;
  readonly entries: readonly SourceEntry[];
  /** Of a `.env` file, where each value is. */
  readonly dotenv?: DotenvFile;
}

/**
 * Reads the file that is to be imported.
 *
 * @param given - the format, where its name does not tell it
 * @throws CliError `usage`, `files_failed`; SecretError `not_configured` for one that is malformed, by line and without its text
 */
export async function readSource(path: string, given: string | undefined): Promise<Source> {
  const format = given === undefined ? formatOf(path) : asFormat(given);
  const bytes = readBytes(path);
  const file = { title: path, format, bytes };
  if (format === "json") return { ...file, entries: readJson(bytes, path) };
  if (format === "yaml") {
    const { readYaml } = await import("./read-yaml.ts");
    return { ...file, entries: readYaml(bytes, path) };
  }
  const dotenv = await readDotenv(bytes, path);
  return { ...file, dotenv, entries: dotenvEntries(dotenv) };
}

/** Reads a file. @throws CliError `files_failed` */
function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code } = error as { readonly code?: unknown };
    throw new CliError(`${path} cannot be read: ${String(code)}`, {
      code: "files_failed",
      exitCode: exitCodes.misconfigured,
      hint: "check the path, and who may read it",
    });
  }
}

function dotenvEntries({ assignments, values }: DotenvFile): SourceEntry[] {
  const lines = new Map(assignments.map(({ name, line }) => [name, line]));
  return Array.from(values, ([name, value]) => ({ name, value, line: lines.get(name) })).toSorted(
    (one, other) => (one.line ?? 0) - (other.line ?? 0),
  );
}

function formatOf(path: string): Format {
  const name = basename(path).toLowerCase();
  if (name === ".env" || name.startsWith(".env.") || name.endsWith(".env")) return "env";
  const byEnding = { ".json": "json", ".yaml": "yaml", ".yml": "yaml" } as const;
  const format = byEnding[extname(name) as keyof typeof byEnding];
  if (format) return format;
  throw usageError(
    `the name ${basename(path)} does not tell what the file is`,
    "say it: --format env, json or yaml",
  );
}

function asFormat(given: string): Format {
  const format = formats.find((one) => one === given);
  if (format) return format;
  throw usageError("--format is none of env, json and yaml");
}
