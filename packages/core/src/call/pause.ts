import type { Clock } from "../contract/clock.ts";
import { waitFor } from "../contract/wait-for.ts";

/** Waits, or less long if the signal is aborted. */
export async function pause(
  ms: number,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<void> {
  if (ms > 0) await waitFor(new Promise<void>(() => {}), { clock, ms, signal, otherwise: () => {} });
}
