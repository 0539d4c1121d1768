import { foreignError } from "../chain/foreign-error.ts";
import type { Link } from "../chain/link.ts";
import type { CallContext } from "../contract/context.ts";
import { whileWanted } from "../contract/while-wanted.ts";
import type { ProviderCall } from "./call-provider.ts";

/** How long the next entry may take, in milliseconds: a page of a listing is behind it. */
const entryMs = 30_000;
/** How long a whole listing may take, in milliseconds. */
const listingMs = 3_600_000;

/**
 * What a provider lists, entry by entry, each within its time.
 * @throws SecretError
 */
export async function* iterateProvider<T>(
  { id, host, context }: Link,
  { task, signal = new AbortController().signal }: ProviderCall,
  start: (ctx: CallContext) => AsyncIterable<T> | undefined,
): AsyncGenerator<T> {
  const { clock } = host;
  const left = new AbortController();
  const ctx = context({ signal: AbortSignal.any([signal, left.signal]), deadline: clock.now() + listingMs });
  let entries: AsyncIterator<T> | undefined;
  try {
    entries = start(ctx)?.[Symbol.asyncIterator]();
    for (;;) {
      const limits = { signal, deadline: clock.now() + entryMs, clock, task };
      const entry = await whileWanted(async () => entries?.next(), limits);
      if (!entry || entry.done) return;
      yield entry.value;
    }
  } catch (error) {
    throw foreignError(error, { provider: id });
  } finally {
    left.abort();
    // Not awaited: a listing that hangs would hang here too.
    entries?.return?.().catch(() => {});
  }
}
