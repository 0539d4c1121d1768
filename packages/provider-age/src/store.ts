import {
  type Answer,
  answerOf,
  type CallContext,
  type Check,
  type DeleteOptions,
  type FieldChanges,
  type Host,
  isReadableByOthers,
  type Location,
  type PutOptions,
  type SecretInfo,
  type SecretRecord,
  type StageMove,
  type WritableValue,
} from "@claviger/core/provider";
import {
  type Change,
  deleteSecret,
  moveStage,
  patchSecret,
  putSecret,
  restoreSecret,
} from "./change-secret.ts";
import { checkStore } from "./check-store.ts";
import { type Document, emptyDocument } from "./document.ts";
import { FileOpener } from "./opened-file.ts";
import { listSecrets, listVersions, readSecret } from "./read-secret.ts";
import type { Settings } from "./settings.ts";
import { type Watch, watchStore } from "./watch-store.ts";
import { type Update, updateStore } from "./write-store.ts";

/** What the provider does once it is asked for something. It reads nothing before. */
export class Store {
  readonly #settings: Settings;
  readonly #host: Host;
  readonly #opener: FileOpener;
  #lastWrite: Promise<unknown> = Promise.resolve();

  constructor(settings: Settings, host: Host) {
    this.#settings = settings;
    this.#host = host;
    this.#opener = new FileOpener(settings, host);
  }

  async get(location: Location, ctx: CallContext): Promise<SecretRecord | undefined> {
    return readSecret(await this.#document(ctx), location, this.#settings.file);
  }

  async getMany(locations: readonly Location[], ctx: CallContext): Promise<readonly Answer<SecretRecord>[]> {
    const document = await this.#document(ctx);
    const read = (location: Location) => readSecret(document, location, this.#settings.file);
    return await Promise.all(locations.map((location) => answerOf(() => read(location))));
  }

  async probe(locations: readonly Location[], ctx: CallContext): Promise<readonly Answer<string>[]> {
    const document = await this.#document(ctx);
    const read = (location: Location) => readSecret(document, location, this.#settings.file)?.version;
    return await Promise.all(locations.map((location) => answerOf(() => read(location))));
  }

  async *versions({ path }: Location, ctx: CallContext): AsyncGenerator<SecretInfo> {
    yield* listVersions(await this.#document(ctx), path);
  }

  async *list(prefix: string, ctx: CallContext): AsyncGenerator<SecretInfo> {
    yield* listSecrets(await this.#document(ctx), prefix);
  }

  put({ path }: Location, value: WritableValue, options: PutOptions, ctx: CallContext): Promise<SecretInfo> {
    return this.#write(ctx, {
      creates: true,
      change: (document) => putSecret(document, this.#changeOf(path), { value, options }),
    });
  }

  patch(
    { path }: Location,
    fields: FieldChanges,
    options: Pick<PutOptions, "ifVersion">,
    ctx: CallContext,
  ): Promise<SecretInfo> {
    return this.#write(ctx, {
      change: (document) => patchSecret(document, this.#changeOf(path), { fields, options }),
    });
  }

  delete({ path }: Location, options: DeleteOptions, ctx: CallContext): Promise<void> {
    return this.#write(ctx, {
      purges: options.purge === true || options.version !== undefined,
      change: (document) => [deleteSecret(document, this.#changeOf(path), options), undefined],
    });
  }

  restore({ path }: Location, options: { readonly version?: string }, ctx: CallContext): Promise<void> {
    return this.#write(ctx, {
      change: (document) => [restoreSecret(document, this.#changeOf(path), options), undefined],
    });
  }

  setStage({ path }: Location, stage: string, move: StageMove, ctx: CallContext): Promise<void> {
    return this.#write(ctx, {
      change: (document) => [moveStage(document, this.#changeOf(path), { ...move, stage }), undefined],
    });
  }

  /** Makes the store if there is none, and opens it. @returns whether it was made */
  create(ctx: Pick<CallContext, "signal" | "deadline">): Promise<boolean> {
    return this.#write(ctx, {
      creates: true,
      change: (document) => [document, document === emptyDocument],
    });
  }

  check(locations: readonly Location[], _ctx: CallContext): Promise<readonly Check[]> {
    return checkStore(locations, this.#opener, this.#settings.file);
  }

  /** Resolves when the watch was ended. */
  watch(locations: readonly Location[], watch: Watch): Promise<void> {
    const { file } = this.#settings;
    return watchStore(locations, watch, { file, opener: this.#opener, clock: this.#host.clock });
  }

  /** Lets go of what is in memory. */
  close(): void {
    this.#opener.forget();
  }

  async #document(ctx: CallContext): Promise<Document> {
    const { document, keyFile } = await this.#opener.open();
    if (await isReadableByOthers(keyFile.file, keyFile.mode)) {
      ctx.report({
        type: "warning",
        id: "key-readable-by-others",
        message: `the key file ${keyFile.file} can be read by other users of this machine: chmod 600 it`,
      });
    }
    return document;
  }

  /** One write after the other, without the file that keeps other processes out in between. */
  #write<T>(ctx: Pick<CallContext, "signal" | "deadline">, update: Update<T>): Promise<T> {
    const work = { opener: this.#opener, settings: this.#settings, host: this.#host };
    const next = this.#lastWrite.then(() => {
      ctx.signal.throwIfAborted();
      return updateStore(update, ctx, work);
    });
    this.#lastWrite = next.catch(() => undefined);
    return next;
  }

  #changeOf(path: string): Change {
    const host = this.#host;
    const { file: title, history } = this.#settings;
    return { path, title, history, now: new Date(host.clock.now()), suffix: suffixFrom(host.random()) };
  }
}

/** Six hexadecimal digits from a number in [0, 1). */
function suffixFrom(random: number): string {
  return Math.floor(random * 0x1000000)
    .toString(16)
    .padStart(6, "0");
}
