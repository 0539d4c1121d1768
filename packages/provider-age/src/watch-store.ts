import { watch } from "node:fs";
import { basename, dirname } from "node:path";
import type { Clock, Location, Timer } from "@claviger/core/provider";
import type { Document } from "./document.ts";
import type { FileOpener } from "./opened-file.ts";

/** How long after a notice the store is looked at, in milliseconds, so that several writes are told together. */
const settleMs = 50;
/** How often it is looked at without a notice: network file systems send none. */
const pollMs = 5_000;

/** Who watches. */
export interface Watch {
  /** The store's bytes when the watch began. */
  readonly before: Promise<Uint8Array | undefined>;
  readonly onChange: (paths: readonly string[]) => void;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** What is watched. */
interface Watched {
  readonly file: string;
  readonly opener: FileOpener;
  readonly clock: Clock;
}

/** Tells of secrets whose current version changed, also by a deletion, until it is ended. */
export async function watchStore(
  locations: readonly Location[],
  { before, onChange, signal }: Watch,
  { file, opener, clock }: Watched,
): Promise<void> {
  if (signal.aborted) return;
  const paths = [...new Set(locations.map(({ path }) => path))];
  let known: Document | undefined;
  let timer: Timer | undefined;
  let looking = true;
  /** A notice that came during a look is of something that the look may have missed. */
  let noticed = false;

  const look = async (): Promise<void> => {
    looking = true;
    noticed = false;
    // A store that cannot be opened tells nothing of its secrets: what reads them says so.
    const opened = await opener.open().catch(() => undefined);
    looking = false;
    if (signal.aborted) return;
    schedule(noticed ? settleMs : pollMs);
    const [earlier, now] = [known, opened?.document ?? known];
    known = now;
    if (!earlier || !now || earlier === now) return;
    const changed = paths.filter((path) => currentOf(earlier, path) !== currentOf(now, path));
    if (changed.length > 0) onChange(changed);
  };
  const schedule = (ms: number): void => {
    timer?.cancel();
    timer = clock.after(ms, () => void look());
  };
  const watcher = watchFolder(file, () => {
    if (signal.aborted || noticed) return;
    noticed = true;
    if (!looking) schedule(settleMs);
  });
  const begin = async (): Promise<void> => {
    const bytes = await before;
    known = bytes && (await opener.openBytes(bytes).catch(() => undefined))?.document;
    await look();
  };
  void begin();
  await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  timer?.cancel();
  watcher?.close();
}

function currentOf({ secrets }: Document, path: string): string | undefined {
  const secret = secrets.get(path);
  return secret?.deletedAt ? undefined : secret?.stages.get("current");
}

/** The system's notices of what happens to the file, where it can give them; else there is polling alone. */
function watchFolder(file: string, notice: () => void): { close(): void } | undefined {
  try {
    const watcher = watch(dirname(file), { persistent: false }, (_, name) => {
      if (name === null || name === basename(file)) notice();
    });
    watcher.on("error", () => watcher.close());
    return watcher;
  } catch {
    return undefined;
  }
}
