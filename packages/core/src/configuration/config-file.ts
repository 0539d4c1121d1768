import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { SecretError } from "../errors/secret-error.ts";
import { fs } from "../host/built-in-fs.ts";
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
  return fileNames.map((name) => join(directory, name)).find((path) => fs.existsSync(path));
}

async function readJson(path: string): Promise<unknown> {
  const source = await fs.promises.readFile(path, "utf8").catch((error: unknown) => {
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
  return new SecretError("not_configured", `${path} could not be loaded: ${whyUnreadable(error)}`, {
    location: path,
    hint: "check that the file can be read and runs by itself with node; in a CommonJS project name it .mts or .mjs",
  });
}

/**
 * The message of Node's own loader helps and quotes nothing secret; one that the file's code threw could (JSON.parse and
 * argument checks quote what they were given). The two are told apart by the frame that threw.
 */
function whyUnreadable(error: unknown): string {
  if (!(error instanceof Error)) return `it threw a value of type ${typeof error}`;
  const [frame = ""] = /^ +at .*$/m.exec(error.stack ?? "") ?? [];
  if (frame.includes("node:internal/modules/")) return error.message.split("\n")[0] ?? error.name;
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}
