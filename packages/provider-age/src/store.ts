import {
  type Answer,
  type CallContext,
  type Host,
  isSecretError,
  type Location,
  type Provider,
  type SecretRecord,
  whileWanted,
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
import type { Keys } from "./keys.ts";
import { FileOpener } from "./opened-file.ts";
import { isReadableByOthers } from "./readable-by-others.ts";
import { listSecrets, listVersions, readSecret } from "./read-secret.ts";
import type { Settings } from "./settings.ts";
import { checkSize } from "./value-size.ts";
import { type WatchStore, watchStore } from "./watch-store.ts";
import { type Update, updateStore, type Writing } from "./write-store.ts";

/** What the provider does once it is asked for something: the part of the package that is imported on the first call. */
export type Store = Required<
  Pick<Provider, "get" | "getMany" | "put" | "patch" | "delete" | "restore" | "setStage" | "probe" | "check">
> & {
  versions(location: Location, ctx: CallContext): Promise<ReturnType<typeof listVersions>>;
  list(prefix: string, ctx: CallContext): Promise<ReturnType<typeof listSecrets>>;
  /** Makes the store if there is none, and opens it. @returns whether it was made */
  create(ctx: CallContext): Promise<boolean>;
  watch(locations: readonly Location[], how: Pick<WatchStore, "before" | "onChange" | "signal">): void;
  forget(): void;
};

/** Makes the store of one instance. It reads nothing yet. */
export function openStore(
  settings: Settings,
  { host, closed }: { readonly host: Host; readonly closed: AbortSignal },
): Store {
  const { file, history } = settings;
  const opener = new FileOpener(settings, host);
  const writing: Writing = { opener, settings, host };
  const queue = new WriteQueue();
  const within = <T>(ctx: CallContext, task: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> =>
    whileWanted(work, {
      signal: AbortSignal.any([ctx.signal, closed]),
      deadline: ctx.deadline,
      clock: host.clock,
      task: `${task} ${file}`,
    });
  const read = <T>(ctx: CallContext, task: string, look: (document: Document) => T): Promise<T> =>
    within(ctx, task, async () => {
      const { document, keys } = await opener.open();
      await warnOfReaders(keys, ctx);
      return look(document);
    });
  const write = <T>(
    ctx: CallContext,
    task: string,
    update: Pick<Update<T>, "change" | "creates" | "purges">,
  ): Promise<T> =>
    within(ctx, task, (signal) =>
      queue.run(() => updateStore({ ...update, signal, deadline: ctx.deadline }, writing), signal),
    );
  const changeOf = (path: string): Change => ({
    path,
    title: file,
    history,
    now: new Date(host.clock.now()),
    suffix: Math.floor(host.random() * 0x1000000)
      .toString(16)
      .padStart(6, "0"),
  });
  const changing = (
    ctx: CallContext,
    path: string,
    change: (document: Document, change: Change) => Document,
  ): Promise<void> =>
    write(ctx, `changing ${path} in`, {
      creates: false,
      change: (document) => [change(document, changeOf(path)), undefined],
    });
  return {
    get: (location, ctx) =>
      read(ctx, `reading ${location.path} in`, (document) => readSecret(document, location, file)),
    getMany: (locations, ctx) =>
      read(ctx, `reading ${locations.length} secrets in`, (document) =>
        locations.map((location) =>
          answerOf(
            () => readSecret(document, location, file),
            (record) => record,
          ),
        ),
      ),
    probe: (locations, ctx) =>
      read(ctx, `looking at ${locations.length} secrets in`, (document) =>
        locations.map((location) =>
          answerOf(
            () => readSecret(document, location, file),
            ({ version = "" }) => version,
          ),
        ),
      ),
    versions: ({ path }, ctx) =>
      read(ctx, `reading the history of ${path} in`, (document) => listVersions(document, path)),
    list: (prefix, ctx) => read(ctx, "listing", (document) => listSecrets(document, prefix)),
    async put({ path }, value, options, ctx) {
      checkSize(value, path);
      return await write(ctx, `writing ${path} in`, {
        creates: true,
        change: (document) => putSecret(document, changeOf(path), { value, options }),
      });
    },
    patch: ({ path }, fields, options, ctx) =>
      write(ctx, `changing ${path} in`, {
        creates: false,
        change: (document) => patchSecret(document, changeOf(path), { fields, options }),
      }),
    delete: ({ path }, options, ctx) =>
      write(ctx, `deleting ${path} in`, {
        creates: false,
        purges: options.purge === true || options.version !== undefined,
        change: (document) => [deleteSecret(document, changeOf(path), options), undefined],
      }),
    restore: ({ path }, options, ctx) =>
      changing(ctx, path, (document, change) => restoreSecret(document, change, options)),
    setStage: ({ path }, stage, move, ctx) =>
      changing(ctx, path, (document, change) => moveStage(document, change, { ...move, stage })),
    check: (locations, ctx) => within(ctx, "examining", () => checkStore(locations, writing)),
    create: (ctx) =>
      write(ctx, "making", {
        creates: true,
        change: (document) => [document, document === emptyDocument],
      }),
    watch: (locations, how) => watchStore(locations, { ...how, file, opener, clock: host.clock }),
    forget: () => opener.forget(),
  };
}

async function warnOfReaders(keys: Keys, ctx: CallContext): Promise<void> {
  if (!(await isReadableByOthers(keys))) return;
  ctx.report({
    type: "warning",
    id: "key-readable-by-others",
    message: `the key file ${keys.file} can be read by other users of this machine: chmod 600 it`,
  });
}

function answerOf<T>(look: () => SecretRecord | undefined, answer: (record: SecretRecord) => T): Answer<T> {
  try {
    const record = look();
    return record ? { status: "found", value: answer(record) } : { status: "absent" };
  } catch (error) {
    if (!isSecretError(error)) throw error;
    return { status: "error", error };
  }
}

/** Writes of one instance go one after the other, without the file that keeps other processes out in between. */
class WriteQueue {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const next = this.#last.then(() => {
      signal.throwIfAborted();
      return work();
    });
    this.#last = next.catch(() => undefined);
    return next;
  }
}
