import { pathToFileURL } from "node:url";

/** What happens at one of the command's changes of files. */
export type Sabotage =
  /** It is killed before it makes the change. */
  | "kill-before"
  /** It is killed when half of what was to be written is; other changes are made first. */
  | "kill-within"
  /** The disk is full: half of it is written, and the rest fails. */
  | "full";

/**
 * The source of a module that Node loads before the command (`NODE_OPTIONS=--import`). It counts the command's changes of
 * files below a directory, those of the test's store excepted, and spoils the one with the number of SABOTAGE_AT. Each change
 * is written down in SABOTAGE_LOG.
 */
export function saboteurSource(): string {
  return `
import fs from "node:fs";
const { SABOTAGE, SABOTAGE_AT, SABOTAGE_LOG } = process.env;
const append = fs.appendFileSync, write = fs.writeSync;
const mine = new Set();
let count = 0;
const concerns = (path) => typeof path === "string" && /\\.env|\\.claviger/.test(path) && !/node_modules/.test(path);
const full = () => Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
let logging = false;
const due = (what) => {
  if (logging) return false;
  count += 1;
  logging = true;
  append(SABOTAGE_LOG, count + " " + what + "\\n");
  logging = false;
  return count === Number(SABOTAGE_AT);
};
const die = () => process.kill(process.pid, "SIGKILL");
for (const name of ["renameSync", "rmSync", "mkdirSync", "linkSync", "chmodSync", "chownSync"]) {
  const original = fs[name];
  fs[name] = (path, ...rest) => {
    if (!concerns(path) || !due(name + " " + path)) return original(path, ...rest);
    if (SABOTAGE === "kill-before") die();
    // Nothing more is needed to remove or to mark a file.
    if (SABOTAGE === "full" && !/rm|ch/.test(name)) throw full();
    const result = original(path, ...rest);
    if (SABOTAGE === "kill-within") die();
    return result;
  };
}
const open = fs.openSync;
fs.openSync = (path, flags, ...rest) => {
  if (logging || !concerns(path) || !/[wa+]/.test(String(flags))) return open(path, flags, ...rest);
  const spoiled = due("openSync " + path);
  if (spoiled && SABOTAGE === "kill-before") die();
  if (spoiled && SABOTAGE === "full") throw full();
  const descriptor = open(path, flags, ...rest);
  mine.add(descriptor);
  if (spoiled) die();
  return descriptor;
};
fs.writeSync = (descriptor, bytes, ...rest) => {
  if (!mine.has(descriptor) || !due("writeSync")) return write(descriptor, bytes, ...rest);
  if (SABOTAGE === "kill-before") die();
  write(descriptor, bytes.subarray(0, bytes.length / 2));
  if (SABOTAGE === "kill-within") die();
  throw full();
};
for (const name of ["fsyncSync", "closeSync"]) {
  const original = fs[name];
  fs[name] = (descriptor) => {
    if (!mine.has(descriptor)) return original(descriptor);
    const spoiled = due(name);
    if (spoiled && SABOTAGE === "kill-before") die();
    if (name === "closeSync") mine.delete(descriptor);
    const result = original(descriptor);
    if (spoiled && SABOTAGE === "kill-within") die();
    if (spoiled && SABOTAGE === "full" && name === "fsyncSync") throw full();
    return result;
  };
}
`;
}

/** The variables that load it. */
export function sabotaged(
  module: string,
  { sabotage, at, log }: { readonly sabotage: Sabotage; readonly at: number; readonly log: string },
): Record<string, string> {
  return {
    NODE_OPTIONS: `--import=${pathToFileURL(module).href}`,
    SABOTAGE: sabotage,
    SABOTAGE_AT: String(at),
    SABOTAGE_LOG: log,
  };
}
