import { watch } from "node:fs";
import { dirname, join } from "node:path";
import type { Clock, Location, Timer } from "@claviger/core/provider";
import type { BaseDirectory } from "./base-directory.ts";
import { versionOf } from "./read-file.ts";

/** How long after a notice the files are looked at, in milliseconds, so that what changes together is told together. */
const settleMs = 50;
/** How often they are looked at without a notice: network file systems and links into other folders send none. */
const pollMs = 5_000;

/** Who watches. */
export interface Watch {
  readonly onChange: (paths: readonly string[]) => void;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** Tells of files that changed, appeared or went, until it is ended. One swap of a Kubernetes volume is one call. */
export async function watchFiles(
  locations: readonly Location[],
  { onChange, signal }: Watch,
  { directory, clock }: { readonly directory: BaseDirectory; readonly clock: Clock },
): Promise<void> {
  if (signal.aborted) return;
  const paths = [...new Set(locations.map(({ path }) => path))];
  let known: ReadonlyMap<string, string> | undefined;
  let timer: Timer | undefined;
  /** A notice that came during a look is of something that the look may have missed. */
  let noticed = false;
  let looking = false;

  const look = async (): Promise<void> => {
    looking = true;
    noticed = false;
    const now = await statesOf(directory, paths);
    looking = false;
    if (signal.aborted) return;
    const changed = known ? paths.filter((path) => now.get(path) !== known?.get(path)) : [];
    known = now;
    schedule(noticed ? settleMs : pollMs);
    if (changed.length > 0) onChange(changed);
  };
  const schedule = (ms: number): void => {
    timer?.cancel();
    timer = clock.after(ms, () => void look());
  };
  const notice = (): void => {
    if (signal.aborted || noticed) return;
    noticed = true;
    if (!looking) schedule(settleMs);
  };

  const folders = new Set(paths.map((path) => dirname(join(directory.path, path))).concat(directory.path));
  const watchers = [...folders].flatMap((folder) => watchFolder(folder, notice));
  void look();
  await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  timer?.cancel();
  for (const watcher of watchers) watcher.close();
}

/** The system's notices of what happens in a folder, where it can give them; else there is polling alone. */
function watchFolder(folder: string, notice: () => void): readonly { close(): void }[] {
  try {
    const watcher = watch(folder, { persistent: false }, notice);
    watcher.on("error", () => watcher.close());
    return [watcher];
  } catch {
    return [];
  }
}

/** What each path is now, comparable: the file, its version, or what is wrong with it. */
async function statesOf(
  directory: BaseDirectory,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const states = paths.map(async (path) => {
    const state = await directory
      .steadily(() => directory.look(path))
      .then(
        (found) => (found ? `${found.real} ${versionOf(found.state)}` : "missing"),
        () => "unreadable",
      );
    return [path, state] as const;
  });
  return new Map(await Promise.all(states));
}
