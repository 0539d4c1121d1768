import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { SecretError } from "../errors/secret-error.ts";
import { checkConfig } from "./check-config.ts";
import type { ClavigerConfig } from "./claviger-config.ts";

/** In the order in which they are looked for; the first that exists is the one. */
const fileNames = ["ts", "mts", "js", "mjs", "json"].map((extension) => `claviger.config.${extension}`);

export interface ConfigFile {
  /** The file's absolute path, or `undefined` where there is none. */
  readonly path: string | undefined;
  readonly config: ClavigerConfig;
}

/**
 * Reads the configuration file of a directory, or the one that is named. Only that directory is looked at, never its
 * parents: the file is code.
 *
 * @throws SecretError `not_configured`
 */
export async function readConfigFile(directory: string, named?: string): Promise<ConfigFile> {
  const path = named === undefined ? find(directory) : resolve(directory, named);
  if (path === undefined) return { path, config: {} };
  const value = path.endsWith(".json") ? await readJson(path) : await importDefault(path);
  return { path, config: checkConfig(value, path) };
}

function find(directory: string): string | undefined {
  return fileNames.map((name) => join(directory, name)).find((path) => existsSync(path));
}

async function readJson(path: string): Promise<unknown> {
  const source = await readFile(path, "utf8").catch((error: unknown) => {
    throw unreadable(path, error);
  });
  try {
    return JSON.parse(source);
  } catch (error) {
    // Of Node's message only the place is kept: the rest quotes the file.
    const [, place] = /\((line \d+ column \d+)\)/.exec(error instanceof Error ? error.message : "") ?? [];
    throw new SecretError("not_configured", `${path} is not valid JSON${place ? `, at ${place}` : ""}`, {
      location: path,
      hint: "correct it there",
    });
  }
}

async function importDefault(path: string): Promise<unknown> {
  const module: { readonly default?: unknown } = await import(pathToFileURL(path).href).catch(
    (error: unknown) => {
      throw unreadable(path, error);
    },
  );
  if (module.default !== undefined) return module.default;
  throw new SecretError("not_configured", `${path} has no default export`, {
    location: path,
    hint: "write: export default defineConfig({ … })",
  });
}

function unreadable(path: string, error: unknown): SecretError {
  const { name, code, message } = error as { name?: unknown; code?: unknown; message?: unknown };
  // A loader's message helps and quotes nothing secret; one that the file's own code threw could.
  const loader = name === "SyntaxError" || (typeof code === "string" && code.startsWith("ERR_"));
  const why = loader ? String(message).split("\n")[0] : typeof code === "string" ? code : String(name);
  return new SecretError("not_configured", `${path} could not be loaded: ${why}`, {
    location: path,
    hint: "check that the file can be read and runs by itself with node",
  });
}
