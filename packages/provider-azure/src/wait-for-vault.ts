import type { Clock } from "@claviger/core/provider";
import type { Call } from "./call.ts";

const shortestMs = 200;
const longestMs = 2_000;

/**
 * Asks again and again, ever less often, until the answer is yes: deleting, recovering and purging take Key Vault up to half a
 * minute. The call's deadline is its end.
 */
export async function untilTrue(
  ask: () => Promise<boolean>,
  { clock, signal }: Pick<Call, "clock" | "signal">,
): Promise<void> {
  for (let pause = shortestMs; !(await ask()); pause = Math.min(longestMs, pause * 1.5)) {
    await sleep(pause, { clock, signal });
  }
}

async function sleep(
  ms: number,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const onAbort = (): void => reject(signal.reason);
  const timer = clock.after(ms, resolve, { keepsAlive: true });
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    signal.throwIfAborted();
    await promise;
  } finally {
    timer.cancel();
    signal.removeEventListener("abort", onAbort);
  }
}
