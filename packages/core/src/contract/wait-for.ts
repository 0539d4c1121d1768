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
export function waitFor<T>(work: Promise<T>, wait: Wait<T>): Promise<T> {
  const { signal, otherwise } = wait;
  return new Promise((resolve, reject) => {
    const end = (settle: () => void): void => {
      timer.cancel();
      signal?.removeEventListener("abort", leave);
      settle();
    };
    const leave = (): void => end(() => resolve(otherwise(false)));
    const timer = wait.clock.after(wait.ms, () => end(() => resolve(otherwise(true))), wait);
    signal?.addEventListener("abort", leave);
    if (signal?.aborted) leave();
    // Not `finally`, nor a race: each takes several promises more.
    work.then(
      (value) => end(() => resolve(value)),
      (error: unknown) => end(() => reject(error)),
    );
  });
}
