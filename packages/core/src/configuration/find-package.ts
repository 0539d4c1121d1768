import { createRequire, findPackageJSON } from "node:module";
import { dirname, join } from "node:path";
import { fs } from "../host/built-in-fs.ts";

/**
 * The entry file of an installed package as seen from a directory, or `undefined` if it is not installed there. It may be
 * a package that only knows `import`.
 */
export function findPackage(name: string, directory: string): string | undefined {
  const from = join(directory, "claviger.config.js");
  try {
    return createRequire(from).resolve(name);
  } catch (error) {
    if ((error as { code?: unknown }).code !== "ERR_PACKAGE_PATH_NOT_EXPORTED") return undefined;
    return importEntry(name, from);
  }
}

function importEntry(name: string, from: string): string | undefined {
  const manifest = findPackageJSON(name, from);
  if (manifest === undefined) return undefined;
  const { exports }: { exports?: unknown } = JSON.parse(fs.readFileSync(manifest, "utf8"));
  const entry = condition(
    typeof exports === "object" && exports !== null && "." in exports ? exports["."] : exports,
  );
  return entry === undefined ? undefined : join(dirname(manifest), entry);
}

function condition(target: unknown): string | undefined {
  if (typeof target === "string") return target;
  if (typeof target !== "object" || target === null) return undefined;
  for (const [name, inner] of Object.entries(target)) {
    if (["node", "import", "default"].includes(name)) return condition(inner);
  }
  return undefined;
}
