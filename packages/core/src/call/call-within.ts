import { foreignError } from "../chain/foreign-error.ts";
import type { Answer } from "../contract/answer.ts";
import type { Clock } from "../contract/clock.ts";
import type { Location } from "../contract/location.ts";
import type { SecretRecord } from "../contract/secret-record.ts";
import { whileWanted } from "../contract/while-wanted.ts";
import type { CallLimits, StoreCall } from "./store-call.ts";

/** One attempt, which ends at its deadline whether the provider honours that or not. It never rejects. */
export async function callWithin(
  call: StoreCall,
  locations: readonly Location[],
  limits: CallLimits & { readonly clock: Clock; readonly provider: string },
): Promise<readonly Answer<SecretRecord>[]> {
  const { deadline } = limits;
  const what = locations.length === 1 ? locations[0]?.path : `${locations.length} secrets`;
  try {
    return await whileWanted((signal) => call(locations, { signal, deadline }), {
      ...limits,
      task: `reading ${what}`,
    });
  } catch (thrown) {
    const error = foreignError(thrown, limits);
    return locations.map(() => ({ status: "error", error }));
  }
}
