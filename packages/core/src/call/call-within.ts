import type { Answer } from "../contract/answer.ts";
import type { Clock } from "../contract/clock.ts";
import type { Location } from "../contract/location.ts";
import type { SecretRecord } from "../contract/secret-record.ts";
import { whileWanted } from "../contract/while-wanted.ts";
import { foreignError } from "../chain/foreign-error.ts";
import type { CallLimits, StoreCall } from "./store-call.ts";

/** One attempt, which ends at its deadline whether the provider honours that or not. It never rejects. */
export async function callWithin(
  call: StoreCall,
  locations: readonly Location[],
  { signal, deadline, clock, provider }: CallLimits & { readonly clock: Clock; readonly provider: string },
): Promise<readonly Answer<SecretRecord>[]> {
  const task =
    locations.length === 1 ? `reading ${locations[0]?.path ?? ""}` : `reading ${locations.length} secrets`;
  try {
    return await whileWanted((inner) => call(locations, { signal: inner, deadline }), {
      signal,
      deadline,
      clock,
      task,
    });
  } catch (thrown) {
    const error = foreignError(thrown, { provider });
    return locations.map(() => ({ status: "error", error }));
  }
}
