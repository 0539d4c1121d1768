import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The files of a project whose store is a JSON file: it keeps versions, has conditional writes, and writes every call into
 * `store.log`. Several processes may use it at once. The provider is written out, since a project's provider is a file of
 * the project.
 *
 * Variables of the command say how it behaves: `STORE_DELAY` (how long each call takes, in milliseconds), `STORE_FAIL` (calls
 * that fail: `put b denied`, separated by commas; `*` stands for every path), `STORE_THROTTLE` (the first so many calls of a
 * method are refused as too many: `put 3`), `STORE_HOLD_AFTER` (after so many puts the next waits for ever).
 */
export function jsonStoreProject(
  options: {
    readonly config?: Readonly<Record<string, unknown>>;
    /** Nothing can be read, as in GitHub. */
    readonly writeOnly?: boolean;
    /** Only fields are kept, as in Vault. */
    readonly fieldsOnly?: boolean;
  } = {},
): Record<string, string> {
  const { config = {}, writeOnly = false, fieldsOnly = false } = options;
  const modules = { store: "./store.mjs", other: "./other.mjs" };
  return {
    "claviger.config.json": JSON.stringify({ providers: "store,env", providerModules: modules, ...config }),
    "store.mjs": providerSource("store", { writeOnly, fieldsOnly }),
    "other.mjs": providerSource("other", { writeOnly: false, fieldsOnly: false }),
  };
}

function providerSource(
  name: string,
  kind: { readonly writeOnly: boolean; readonly fieldsOnly: boolean },
): string {
  return `
import fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
const file = new URL("./${name}.json", import.meta.url).pathname, log = new URL("./${name}.log", import.meta.url).pathname;
const kind = ${JSON.stringify(kind)};
const failure = (code, message) => Object.assign(new Error(message), {
  name: "SecretError", code, problem: message, attempts: [], errors: [], help: "", toJSON: () => ({ code, message }),
  [Symbol.for("claviger.SecretError")]: true });
let seen = {};
function read() {
  if (!fs.existsSync(file)) return {};
  const { mtimeNs, size, ino } = fs.statSync(file, { bigint: true });
  const stamp = [mtimeNs, size, ino].join(" ");
  // Parsed once for each state: the garbage of a thousand parses would be taken for the command's own.
  if (seen.stamp !== stamp) seen = { stamp, all: JSON.parse(fs.readFileSync(file, "utf8")) };
  return seen.all;
}
async function locked(change) {
  for (;;) {
    try { fs.mkdirSync(file + ".lock"); break; } catch { await sleep(2); }
    // Of a process that was killed.
    try { if (Date.now() - fs.statSync(file + ".lock").mtimeMs > 1000) fs.rmdirSync(file + ".lock"); } catch {}
  }
  try { return change(); } finally { fs.rmdirSync(file + ".lock"); }
}
const write = (all) => { fs.writeFileSync(file + ".new", JSON.stringify(all)); fs.renameSync(file + ".new", file); };
const encode = (value) => value.type === "bytes" ? { type: "bytes", bytes: Buffer.from(value.bytes).toString("base64") } : value;
const decode = (value) => value.type === "bytes" ? { type: "bytes", bytes: Uint8Array.from(Buffer.from(value.bytes, "base64")) } : value;
const counts = {};
async function called(method, path) {
  counts[method] = (counts[method] ?? 0) + 1;
  const { STORE_DELAY, STORE_FAIL = "", STORE_THROTTLE = "", STORE_HOLD_AFTER } = process.env;
  if (STORE_DELAY) await sleep(Number(STORE_DELAY));
  const [throttled, times] = STORE_THROTTLE.split(" ");
  if (throttled === method && counts[method] <= Number(times)) {
    fs.appendFileSync(log, "throttled " + path + "\\n");
    throw failure("throttled", "too many requests");
  }
  if (method === "put" && STORE_HOLD_AFTER && counts.put > Number(STORE_HOLD_AFTER)) {
    fs.appendFileSync(log, "hold\\n");
    await sleep(2 ** 30);
  }
  for (const rule of STORE_FAIL.split(",")) {
    const [failing, where, code] = rule.split(" ");
    if (failing !== method || (where !== "*" && where !== path)) continue;
    fs.appendFileSync(log, "failed " + path + "\\n");
    throw failure(code, "the store refuses " + path);
  }
  fs.appendFileSync(log, method + " " + path + "\\n");
}
export const provider = {
  contract: 1, name: "${name}",
  options: { prefix: { type: "string", doc: "" }, bundle: { type: "string", doc: "" } },
  capabilities: { values: kind.fieldsOnly ? ["fields"] : ["text", "bytes", "fields"], versions: "ids", write: true, cas: true, maxBytes: 65536, read: !kind.writeOnly },
  create: ({ prefix = "", bundle }) => ({
    locate: ({ name, as }) => [
      ...(bundle && as === "value" && !name.includes("/") ? [{ path: bundle, field: name, derived: true }] : []),
      ...(!bundle || prefix ? [{ path: prefix + name }] : []),
    ],
    parse: (path) => ({ path }),
    ${
      kind.writeOnly
        ? ""
        : `get: async ({ path }) => {
      await called("get", path);
      const versions = Object.hasOwn(read(), path) ? read()[path] : [];
      const value = versions.at(-1);
      return value && { id: path, value: decode(value), version: String(versions.length) };
    },`
    }
    put: async ({ path }, value, { ifAbsent, ifVersion }) => {
      await called("put", path);
      if (kind.fieldsOnly && value.type === "text") value = { type: "fields", fields: { value: value.text } };
      return locked(() => {
        const all = { ...read() };
        const versions = Object.hasOwn(all, path) ? all[path] : [];
        if ((ifAbsent && versions.length > 0) || (ifVersion !== undefined && ifVersion !== String(versions.length)))
          throw failure("conflict", path + " is not what was expected");
        Object.defineProperty(all, path, { value: [...versions, encode(value)], enumerable: true });
        write(all);
        fs.appendFileSync(log, "stored " + path + "\\n");
        return { path, version: String(versions.length + 1) };
      });
    },
    async *list(prefix) {
      await called("list", prefix);
      for (const path of Object.keys(read())) if (path.startsWith(prefix)) yield { path };
    },
  }),
};
`;
}

interface StoredValue {
  readonly type: string;
  readonly text?: string;
  readonly bytes?: string;
  readonly fields?: Readonly<Record<string, string>>;
}

/** What the store of a project holds: by path, the versions, as JSON has them. */
export function storedIn(directory: string, name = "store"): Record<string, readonly StoredValue[]> {
  const file = join(directory, `${name}.json`);
  return existsSync(file)
    ? (JSON.parse(readFileSync(file, "utf8")) as Record<string, readonly StoredValue[]>)
    : {};
}

/** The current texts of the store by path; of fields, the map. */
export function currentIn(directory: string, name = "store"): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(storedIn(directory, name)).map(([path, versions]) => {
      const { type, text, bytes, fields } = versions.at(-1) ?? { type: "none" };
      return [path, type === "text" ? text : type === "fields" ? fields : bytes];
    }),
  );
}

/** Puts texts or fields into the store of a project. */
export function storeIn(
  directory: string,
  secrets: Readonly<Record<string, string | Readonly<Record<string, string>>>>,
  name = "store",
): void {
  const all = { ...storedIn(directory, name) };
  for (const [path, value] of Object.entries(secrets)) {
    const stored =
      typeof value === "string" ? { type: "text", text: value } : { type: "fields", fields: value };
    all[path] = [...(all[path] ?? []), stored];
  }
  writeFileSync(join(directory, `${name}.json`), JSON.stringify(all));
}

/** What the store was asked, in order: `get a`, `put a`, `stored a`. */
export function callsIn(directory: string, name = "store"): string[] {
  const file = join(directory, `${name}.log`);
  return existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean) : [];
}
