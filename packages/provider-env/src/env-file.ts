import type { HostFileSystem } from "@claviger/core/provider";
import { unreadableFile } from "./file-failure.ts";
import { parseDotenv, type ParsedDotenv } from "./parse-dotenv.ts";
import { isMissing } from "./read-failure.ts";

/** A look at a `.env` file: what it holds, that there is none and none is needed, or why it cannot be used. */
export type LoadedFile = ParsedDotenv | { readonly status: "missing" };

export interface EnvFileOptions {
  /** As the options name it, for messages. */
  readonly title: string;
  /** Absolute. */
  readonly path: string;
  /** Whether it is a failure that there is no such file. */
  readonly required: boolean;
  readonly fs: HostFileSystem;
}

/** One `.env` file, parsed once and again when it changed. Reads at the same time share one parse. */
export class EnvFile {
  readonly title: string;
  readonly path: string;
  readonly #required: boolean;
  readonly #fs: HostFileSystem;
  #looking: Promise<LoadedFile> | undefined;
  #latest: { readonly stamp: string; readonly parsed: ParsedDotenv } | undefined;

  constructor({ title, path, required, fs }: EnvFileOptions) {
    this.title = title;
    this.path = path;
    this.#required = required;
    this.#fs = fs;
  }

  /** Never rejects for what is wrong with the file: that is one of its answers. A hundred reads at once are one look. */
  load(): Promise<LoadedFile> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #look(): Promise<LoadedFile> {
    let stamp: string;
    let bytes: Uint8Array;
    try {
      // Before the file is read: if it changes in between, the next look sees another stamp.
      const { mtimeMs, size, ino } = await this.#fs.stat(this.path);
      stamp = `${mtimeMs} ${size} ${ino}`;
      if (this.#latest?.stamp === stamp) return this.#latest.parsed;
      bytes = await this.#fs.readFile(this.path);
    } catch (error) {
      return this.#unreadable(error);
    }
    const parsed = await parseDotenv(bytes, this.title);
    this.#latest = parsed.status === "read" ? { stamp, parsed } : undefined;
    return parsed;
  }

  #unreadable(error: unknown): LoadedFile {
    if (isMissing(error) && !this.#required) return { status: "missing" };
    return { status: "failed", error: unreadableFile(this.title, error) };
  }
}
