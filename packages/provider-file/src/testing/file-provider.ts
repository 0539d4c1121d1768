import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Host, nodeHost } from "@claviger/core";
import type { CallContext, Provider, ProviderReport, SecretRecord } from "@claviger/core/provider";
import { afterEach, beforeEach } from "vitest";
import { file } from "../file.ts";
import type { FileOptions } from "../options.ts";

/** The provider on a directory of its own. */
export interface FileProvider {
  readonly provider: Provider;
  readonly reports: readonly ProviderReport[];
  readonly ctx: CallContext;
  /** Reads a path. */
  readonly read: (path: string) => Promise<SecretRecord | undefined>;
  /** The text at a path. */
  readonly text: (path: string) => Promise<string | undefined>;
}

/** A directory of its own for each test, removed after it. */
export interface TemporaryDirectory {
  readonly path: string;
  /** Writes a file, with its folders, readable by its owner alone. */
  write(file: string, content: string | Uint8Array, mode?: number): Promise<void>;
  /** Opens the provider on it. */
  open(options?: Partial<FileOptions>, host?: Partial<Host>): FileProvider;
}

/** Registers the hooks that make and remove it; what is returned is of use inside tests. */
export function temporaryDirectory(): TemporaryDirectory {
  let path = "";
  const opened: Provider[] = [];
  beforeEach(async () => {
    path = await mkdtemp(join(tmpdir(), "provider-file-"));
  });
  afterEach(async () => {
    for (const provider of opened.splice(0)) await provider.close?.();
    await rm(path, { recursive: true, force: true });
  });
  return {
    get path() {
      return path;
    },
    async write(name, content, mode = 0o600) {
      await mkdir(dirname(join(path, name)), { recursive: true });
      await writeFile(join(path, name), content, { mode });
    },
    open(options = {}, host = {}) {
      const reports: ProviderReport[] = [];
      const ctx: CallContext = {
        signal: new AbortController().signal,
        deadline: Date.now() + 30_000,
        report: (report) => reports.push(report),
      };
      const values = { dir: path, case: "as-is", trim: true, ...options } as const;
      const provider = file.create(values, nodeHost({ env: {}, ...host }));
      opened.push(provider);
      const read = async (at: string): Promise<SecretRecord | undefined> =>
        provider.get?.(provider.parse(at), ctx);
      const text = async (at: string): Promise<string | undefined> => {
        const record = await read(at);
        return record?.value.type === "text" ? record.value.text : undefined;
      };
      return { provider, reports, ctx, read, text };
    },
  };
}
