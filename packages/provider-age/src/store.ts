import {
  type CallContext,
  type Host,
  type Location,
  type Provider,
  whileWanted,
} from "@claviger/core/provider";
import { checkStore } from "./check-store.ts";
import type { KeyFile } from "./keys.ts";
import { FileOpener } from "./opened-file.ts";
import { isReadableByOthers } from "./readable-by-others.ts";
import type { Settings } from "./settings.ts";
import { type Read, type StoreReads, storeReads } from "./store-reads.ts";
import { type StoreWrites, storeWrites, type Write } from "./store-writes.ts";
import { type WatchStore, watchStore } from "./watch-store.ts";
import { WriteQueue } from "./write-queue.ts";
import { updateStore } from "./write-store.ts";

/** What the provider does once it is asked for something: the part of the package that is imported on the first call. */
export interface Store extends StoreReads, StoreWrites {
  check: Required<Provider>["check"];
  watch(locations: readonly Location[], how: Pick<WatchStore, "before" | "onChange" | "signal">): void;
  /** Lets go of what is in memory. */
  forget(): void;
}

/** Makes the store of one instance. It reads nothing yet. */
export function openStore(
  settings: Settings,
  { host, closed }: { readonly host: Host; readonly closed: AbortSignal },
): Store {
  const { file } = settings;
  const opener = new FileOpener(settings, host);
  const queue = new WriteQueue();
  const within = <T>(ctx: CallContext, task: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> =>
    whileWanted(work, {
      signal: AbortSignal.any([ctx.signal, closed]),
      deadline: ctx.deadline,
      clock: host.clock,
      task: `${task} ${file}`,
    });
  const read: Read = (ctx, task, look) =>
    within(ctx, task, async () => {
      const { document, keyFile } = await opener.open();
      await warnOfReaders(keyFile, ctx);
      return look(document);
    });
  const write: Write = (ctx, task, update) =>
    within(ctx, task, (signal) => {
      const { deadline } = ctx;
      return queue.run(
        () => updateStore({ ...update, signal, deadline }, { opener, settings, host }),
        signal,
      );
    });
  return {
    ...storeReads(read, file),
    ...storeWrites(write, settings, host),
    check: (locations, ctx) => within(ctx, "examining", () => checkStore(locations, { opener, settings })),
    watch: (locations, how) => watchStore(locations, { ...how, file, opener, clock: host.clock }),
    forget: () => opener.forget(),
  };
}

async function warnOfReaders(keyFile: KeyFile, ctx: CallContext): Promise<void> {
  if (!(await isReadableByOthers(keyFile))) return;
  ctx.report({
    type: "warning",
    id: "key-readable-by-others",
    message: `the key file ${keyFile.file} can be read by other users of this machine: chmod 600 it`,
  });
}
