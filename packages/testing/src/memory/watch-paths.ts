import type { Location } from "@claviger/core/provider";
import type { MemoryStore } from "./memory-store.ts";

interface Watch {
  readonly locations: readonly Location[];
  readonly onChange: (paths: readonly string[]) => void;
  /** Ends it, as disposing does. */
  readonly signal: AbortSignal;
}

/** Tells of changes at these locations until it is disposed of. */
export function watchPaths(store: MemoryStore, { locations, onChange, signal }: Watch): Disposable {
  const watched = new Set(locations.map(({ path }) => path));
  const end = store.watch((path) => {
    if (watched.has(path)) onChange([path]);
  });
  if (signal.aborted) end();
  signal.addEventListener("abort", end, { once: true });
  return {
    [Symbol.dispose]() {
      end();
      signal.removeEventListener("abort", end);
    },
  };
}
