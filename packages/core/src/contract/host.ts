import type { Clock } from "./clock.ts";

/** What `host.fs` offers: reading, no more. Paths are resolved against `host.directory` by the caller. */
export interface HostFileSystem {
  /** The file's bytes; rejects with Node's own error (`ENOENT`, `EACCES`, …). */
  readFile(path: string): Promise<Uint8Array>;
  /** What changes when the file does; rejects like `readFile`. */
  stat(path: string): Promise<{
    readonly mtimeMs: number;
    readonly size: number;
    readonly ino: number;
    readonly mode: number;
  }>;
  readDirectory(path: string): Promise<readonly string[]>;
}

/** The world as a provider sees it. Everything that a provider does not get through its options comes from here. */
export interface Host {
  /** The process's environment. Read it late: it may change. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The deployment's environment by name: `development`, `production`. */
  readonly environment: string;
  /** What relative paths start from. */
  readonly directory: string;
  readonly clock: Clock;
  /** A number in [0, 1), for jitter; never for keys. */
  random(): number;
  readonly fs: HostFileSystem;
}
