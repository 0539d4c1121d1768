import type { Clock } from "./clock.ts";

/** How long something is waited for. */
export interface Wait<T> {
  readonly clock: Clock;
  readonly ms: number;
  /** Ends the wait too. */
  readonly signal?: AbortSignal | undefined;
  /** Whether the process stays alive for it. @default false */
  readonly keepsAlive?: boolean;
  /** Gives the outcome of a wait that ended first, at that moment: the time was up, or the signal was aborted. */
  readonly otherwise: (late: boolean) => T | Promise<T>;
}

/** Waits for work that goes on when the wait ends before it. */
export async function waitFor<T>(work: Promise<T>, wait: Wait<T>): Promise<T> {
  const { signal, otherwise } = wait;
  const ended = Promise.withResolvers<T>();
  const end = (late: boolean): void => {
    stop();
    ended.resolve(otherwise(late));
  };
  const leave = (): void => end(false);
  const timer = wait.clock.after(wait.ms, () => end(true), wait);
  const stop = (): void => {
    timer.cancel();
    signal?.removeEventListener("abort", leave);
  };
  signal?.addEventListener("abort", leave);
  if (signal?.aborted) leave();
  try {
    return await Promise.race([work, ended.promise]);
  } finally {
    stop();
  }
}
