import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Host, nodeHost } from "@claviger/core";
import type { CallContext, Location, Provider, ProviderReport, PutOptions } from "@claviger/core/provider";
import { afterEach, beforeEach } from "vitest";
import { age } from "../age.ts";
import { createAgeStore, type CreatedAgeStore } from "../create-age-store.ts";
import type { AgeOptions } from "../options.ts";

/** The provider on a store in a directory of its own. */
export interface AgeProvider {
  readonly provider: Provider;
  readonly reports: readonly ProviderReport[];
  readonly ctx: CallContext;
  /** The text at a location. */
  readonly text: (location: Location | string) => Promise<string | undefined>;
  /** Writes a text. @returns its version */
  readonly put: (path: string, text: string, options?: PutOptions) => Promise<string>;
}

/** A directory of its own for each test, removed after it. */
export interface TemporaryDirectory {
  readonly path: string;
  at(name: string): string;
  read(name: string): Promise<Buffer>;
  write(name: string, content: string | Uint8Array): Promise<void>;
  /** Makes `store.age` and `identity.txt`. */
  make(): Promise<CreatedAgeStore>;
  /** Opens the provider on them. */
  open(options?: Partial<AgeOptions>, host?: Partial<Host>): AgeProvider;
}

/** Registers the hooks that make and remove it; what is returned is of use inside tests. */
export function temporaryDirectory(): TemporaryDirectory {
  let path = "";
  beforeEach(async () => {
    path = await mkdtemp(join(tmpdir(), "provider-age-"));
  });
  afterEach(() => rm(path, { recursive: true, force: true }));
  const at = (name: string): string => join(path, name);
  const host = (overrides: Partial<Host> = {}): Host => nodeHost({ env: {}, directory: path, ...overrides });
  return {
    get path() {
      return path;
    },
    at,
    read: (name) => readFile(at(name)),
    write: (name, content) => writeFile(at(name), content, { mode: 0o600 }),
    make: () => createAgeStore({ file: "store.age", identityFile: "identity.txt", host: host() }),
    open(options = {}, overrides = {}) {
      const reports: ProviderReport[] = [];
      const ctx: CallContext = {
        signal: new AbortController().signal,
        deadline: Date.now() + 30_000,
        report: (report) => reports.push(report),
      };
      const keys = options.passphraseFile === undefined ? { identity: "identity.txt" } : { workFactor: 12 };
      const values = {
        file: "store.age",
        history: 10,
        workFactor: 18,
        case: "as-is",
        ...keys,
        ...options,
      } as const;
      const provider = age.create(values, host(overrides));
      return {
        provider,
        reports,
        ctx,
        async text(location) {
          const asked = typeof location === "string" ? { path: location } : location;
          const record = await provider.get?.(asked, ctx);
          return record?.value.type === "text" ? record.value.text : undefined;
        },
        async put(name, text, put = {}) {
          const info = await provider.put?.({ path: name }, { type: "text", text }, put, ctx);
          return info?.version ?? "";
        },
      };
    },
  };
}
