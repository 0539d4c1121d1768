import { existsSync, mkdirSync, readFileSync, renameSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import {
  type Capabilities,
  defineProvider,
  type Location,
  type Provider,
  type PutOptions,
  SecretError,
  type SecretInfo,
  type SecretRecord,
  type StageMove,
  type WritableValue,
} from "@claviger/core/provider";

/*
 * A store in a JSON file, which tests copy into a project: with versions, conditional writes that hold between processes,
 * and whatever the settings beside it break or slow down. Bytes are kept as a list of numbers.
 */

interface Settings {
  readonly capabilities?: Partial<Capabilities>;
  /** Methods that it does not have. */
  readonly without?: readonly (keyof Provider)[];
  /** How long it takes between looking and writing, in milliseconds. */
  readonly delayMs?: number;
  /** The listing breaks off after so many. */
  readonly listFailsAfter?: number;
  /** From the third version on, writes are said to be done and are not. */
  readonly losesWrites?: boolean;
  /** What a method fails with. */
  readonly fails?: Readonly<Partial<Record<keyof Provider, "denied" | "unavailable">>>;
  /** Every name is a field of this secret. */
  readonly bundle?: string;
}

interface Version {
  readonly id: string;
  readonly value: {
    readonly text?: string;
    readonly bytes?: readonly number[];
    readonly fields?: Record<string, string>;
  };
  stages: string[];
}

interface Kept {
  versions: Version[];
  deleted: boolean;
}

const directory = import.meta.dirname;
const file = join(directory, "store.json");
const settings: Settings = existsSync(join(directory, "settings.json"))
  ? JSON.parse(readFileSync(join(directory, "settings.json"), "utf8"))
  : {};

function load(): Record<string, Kept> {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
}

/** Changes the file with nobody else at it. */
async function change<T>(work: (all: Record<string, Kept>) => T): Promise<T> {
  const lock = join(directory, "lock");
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch {
      await pause(1);
    }
  }
  try {
    const all = load();
    const result = work(all);
    writeFileSync(`${file}.tmp`, JSON.stringify(all));
    renameSync(`${file}.tmp`, file);
    return result;
  } finally {
    rmdirSync(lock);
  }
}

async function called(method: keyof Provider): Promise<void> {
  const code = settings.fails?.[method];
  if (code) throw new SecretError(code, `the store is broken for ${method}`);
  if (method === "put" && settings.delayMs) await pause(settings.delayMs);
}

function currentOf(kept: Kept | undefined): Version | undefined {
  return kept?.deleted ? undefined : kept?.versions.find(({ stages }) => stages.includes("current"));
}

function recordOf(path: string, { id, value, stages }: Version): SecretRecord {
  const { text = "", bytes, fields } = value;
  const stored = bytes
    ? ({ type: "bytes", bytes: Uint8Array.from(bytes) } as const)
    : fields
      ? ({ type: "fields", fields } as const)
      : ({ type: "text", text } as const);
  return { id: path, value: stored, version: id, stages };
}

async function get({ path, version }: Location): Promise<SecretRecord | undefined> {
  await called("get");
  const kept = load()[path];
  if (kept?.deleted) throw new SecretError("deleted", `${path} was deleted`);
  if (!kept) return undefined;
  const found = version
    ? kept.versions.find(({ id, stages }) =>
        "version" in version ? id === version.version : stages.includes(version.stage),
      )
    : currentOf(kept);
  if (found) return recordOf(path, found);
  throw new SecretError("version_not_found", `${path} has no such version`);
}

async function put(
  path: string,
  value: WritableValue,
  { ifVersion, ifAbsent }: PutOptions,
): Promise<SecretInfo> {
  await called("put");
  return await change((all) => {
    const kept = (all[path] ??= { versions: [], deleted: false });
    const current = currentOf(kept);
    const conditional = settings.capabilities?.cas ?? true;
    if (conditional && ((ifAbsent && current) || (ifVersion !== undefined && ifVersion !== current?.id)))
      throw new SecretError("conflict", `${path} is not what was expected`, { hint: "read it again" });
    if (kept.deleted)
      throw new SecretError("deleted", `${path} was deleted`, { hint: "bring it back first" });
    const id = `v${kept.versions.length + 1}`;
    if (settings.losesWrites && kept.versions.length >= 2) return { path, version: id };
    if (current) point(kept, "previous", current.id);
    const { type, ...content } = value;
    const stored = type === "bytes" ? { bytes: [...(value as { bytes: Uint8Array }).bytes] } : content;
    kept.versions.push({ id, value: stored as Version["value"], stages: [] });
    point(kept, "current", id);
    return { path, version: id };
  });
}

function point(kept: Kept, stage: string, to: string): void {
  for (const version of kept.versions) {
    version.stages = version.stages.filter((other) => other !== stage);
    if (version.id === to) version.stages.push(stage);
  }
}

async function setStage(path: string, stage: string, { from, to }: StageMove): Promise<void> {
  await called("setStage");
  await change((all) => {
    const kept = all[path];
    const holder = kept?.versions.find(({ stages }) => stages.includes(stage));
    if (!kept || (from !== undefined && holder?.id !== from))
      throw new SecretError("conflict", `${stage} moved`);
    if (holder) point(kept, "previous", holder.id);
    point(kept, stage, to);
  });
}

const methods: Partial<Provider> = {
  get,
  put: ({ path }, value, options) => put(path, value, options),
  async delete({ path }, { purge }) {
    await called("delete");
    await change((all) => {
      const kept = all[path];
      if (!kept) return;
      if (purge || settings.without?.includes("restore")) delete all[path];
      else kept.deleted = true;
    });
  },
  async restore({ path }) {
    await change((all) => {
      const kept = all[path];
      if (!kept) throw new SecretError("version_not_found", `${path} was never there`);
      kept.deleted = false;
    });
  },
  setStage: ({ path }, stage, move) => setStage(path, stage, move),
  async *list(prefix) {
    await called("list");
    for (const [index, [path, { deleted }]] of Object.entries(load()).entries()) {
      if (!path.startsWith(prefix)) continue;
      if (index === settings.listFailsAfter) throw new SecretError("unavailable", "the listing broke off");
      if (settings.delayMs) await pause(settings.delayMs);
      yield { path, updatedAt: new Date(0), ...(deleted ? { deletedAt: new Date(0) } : {}) };
    }
  },
  async *versions({ path }) {
    await called("versions");
    for (const { id, stages } of load()[path]?.versions ?? []) {
      yield { path, version: id, stages, createdAt: new Date(0) };
    }
  },
};

export const provider = defineProvider({
  contract: 1,
  name: "store",
  options: {},
  capabilities: {
    values: ["text", "bytes", "fields"],
    versions: "ids",
    write: true,
    cas: true,
    ...settings.capabilities,
  },
  create: () => {
    const had = Object.entries(methods).filter(
      ([method]) => !settings.without?.includes(method as keyof Provider),
    );
    const { bundle } = settings;
    return {
      locate: ({ name, as }) =>
        bundle && as === "value" && !name.includes("/")
          ? [{ path: bundle, field: name, derived: true }]
          : [{ path: name }],
      parse: (path) => ({ path, ...(path.startsWith("minted/") ? { mints: true } : {}) }),
      ...Object.fromEntries(had),
    };
  },
});
