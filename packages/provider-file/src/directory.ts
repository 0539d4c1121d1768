import {
  type Answer,
  answerOf,
  type CallContext,
  type Check,
  type Clock,
  type Host,
  isReadableByOthers,
  type Location,
  type SecretInfo,
  type SecretRecord,
} from "@claviger/core/provider";
import { BaseDirectory } from "./base-directory.ts";
import { checkDirectory } from "./check-directory.ts";
import { listFiles } from "./list-files.ts";
import { modeOf, readFile, versionOf } from "./read-file.ts";
import { type Watch, watchFiles } from "./watch-files.ts";

/** What an instance does once it is asked for something. It reads nothing before. */
export class Directory {
  readonly #base: BaseDirectory;
  readonly #trim: boolean;
  readonly #clock: Clock;

  /** @param path - absolute */
  constructor(path: string, trim: boolean, { fs, clock }: Host) {
    this.#base = new BaseDirectory(path, fs);
    this.#trim = trim;
    this.#clock = clock;
  }

  async get({ path }: Location, ctx: CallContext): Promise<SecretRecord | undefined> {
    const read = await readFile(this.#base, path, this.#trim);
    if (read && (await isReadableByOthers(read.real, read.state.mode))) {
      ctx.report({
        type: "warning",
        id: "readable-by-others",
        message: `${read.record.source} can be read by other users of this machine (mode ${modeOf(read.state)}): chmod 600 it`,
      });
    }
    return read?.record;
  }

  async *list(prefix: string, { signal }: CallContext): AsyncGenerator<SecretInfo> {
    yield* await listFiles(this.#base, prefix, signal);
  }

  probe(locations: readonly Location[]): Promise<readonly Answer<string>[]> {
    const version = async (path: string): Promise<string | undefined> => {
      await this.#base.examine();
      const found = await this.#base.find(path);
      return found && versionOf(found.state);
    };
    return Promise.all(locations.map(({ path }) => answerOf(() => this.#base.steadily(() => version(path)))));
  }

  check(locations: readonly Location[]): Promise<readonly Check[]> {
    return checkDirectory(this.#base, locations, this.#trim);
  }

  /** Resolves when the watch was ended. */
  watch(locations: readonly Location[], watch: Watch): Promise<void> {
    return watchFiles(locations, watch, { directory: this.#base, clock: this.#clock });
  }
}
