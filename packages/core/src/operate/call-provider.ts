import { backoffMs, maxAttempts } from "../call/backoff.ts";
import { pause } from "../call/pause.ts";
import { foreignError } from "../chain/foreign-error.ts";
import type { Link } from "../chain/link.ts";
import type { CallContext } from "../contract/context.ts";
import type { Location } from "../contract/location.ts";
import { whileWanted } from "../contract/while-wanted.ts";

/** How long one call may take, its attempts included, in milliseconds: a write is not in anybody's hot path. */
const callMs = 30_000;

export interface ProviderCall {
  /** What is being done, for the error: `writing`. */
  readonly task: string;
  readonly location?: Location | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Calls a provider for something else than a read. It is made again only when the store was too busy: after any other
 * failure it is not known whether it was done.
 *
 * @throws SecretError
 */
export async function callProvider<T>(
  { id, host, context }: Link,
  { task, location, signal = new AbortController().signal }: ProviderCall,
  call: (ctx: CallContext) => Promise<T>,
): Promise<T> {
  const { clock } = host;
  const deadline = clock.now() + callMs;
  const limits = { signal, deadline, clock, task: location ? `${task} ${location.path}` : task };
  // Who waits for a write must not see the process end in the pause before another try.
  const awake = clock.after(callMs, () => {}, { keepsAlive: true });
  try {
    for (let attempt = 1; ; attempt++) {
      try {
        return await whileWanted((inner) => call(context({ signal: inner, deadline })), limits);
      } catch (thrown) {
        const error = foreignError(thrown, { provider: id, location });
        const delayMs = backoffMs(attempt, { retryAfter: error.retryAfter, random: host.random() });
        const isLast = attempt === maxAttempts || clock.now() + delayMs >= deadline;
        if (error.code !== "throttled" || isLast) throw error;
        await pause(delayMs, { clock, signal });
      }
    }
  } finally {
    awake.cancel();
  }
}
