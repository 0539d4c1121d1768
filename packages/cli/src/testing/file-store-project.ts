import { copyFileSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryDirectory } from "./claviger.ts";

/** A project whose chain is the store of file-store.ts, and what is in it now. */
export interface FileStoreProject {
  readonly directory: string;
  /** The values that a secret had, the newest last; `undefined` where there is no such secret. */
  values(path: string): unknown[] | undefined;
  /** The current value of a secret. */
  current(path: string): unknown;
  isDeleted(path: string): boolean;
  /** Breaks the store, slows it down, or takes abilities from it, from the next command on. */
  configure(settings: Readonly<Record<string, unknown>>): void;
}

interface Kept {
  readonly versions: readonly {
    readonly id: string;
    readonly stages: readonly string[];
    readonly value: Value;
  }[];
  readonly deleted: boolean;
}

type Value = Readonly<Record<string, unknown>>;

/** Makes a project with such secrets: a text, a list of bytes, or an object of fields, each with one version. */
export function fileStoreProject(
  secrets: Readonly<Record<string, unknown>> = {},
  settings: Readonly<Record<string, unknown>> = {},
  config: Readonly<Record<string, unknown>> = {},
): FileStoreProject {
  const directory = temporaryDirectory();
  const write = (name: string, value: unknown): void =>
    writeFileSync(join(directory, name), JSON.stringify(value));
  copyFileSync(join(import.meta.dirname, "file-store.ts"), join(directory, "store.mts"));
  mkdirSync(join(directory, "node_modules/@claviger"), { recursive: true });
  symlinkSync(join(import.meta.dirname, "../../../core"), join(directory, "node_modules/@claviger/core"));
  write("claviger.config.json", { providers: "store", providerModules: { store: "./store.mts" }, ...config });
  write("settings.json", settings);
  write(
    "store.json",
    Object.fromEntries(
      Object.entries(secrets).map(([path, value]) => [
        path,
        { versions: [{ id: "v1", value: stored(value), stages: ["current"] }], deleted: false },
      ]),
    ),
  );
  const kept = (path: string): Kept | undefined =>
    existsSync(join(directory, "store.json"))
      ? (JSON.parse(readFileSync(join(directory, "store.json"), "utf8")) as Record<string, Kept>)[path]
      : undefined;
  return {
    directory,
    values: (path) => kept(path)?.versions.map(({ value }) => shown(value)),
    current: (path) => {
      const found = kept(path)?.versions.find(({ stages }) => stages.includes("current"));
      return found && shown(found.value);
    },
    isDeleted: (path) => kept(path)?.deleted === true,
    configure: (changed) => write("settings.json", { ...settings, ...changed }),
  };
}

function stored(value: unknown): Value {
  if (typeof value === "string") return { text: value };
  return Array.isArray(value) ? { bytes: value } : { fields: value };
}

function shown({ text, bytes, fields }: Value): unknown {
  return text ?? bytes ?? fields;
}
