import type { Answer } from "../contract/answer.ts";
import type { CallContext } from "../contract/context.ts";
import type { Location } from "../contract/location.ts";
import type { SecretRecord } from "../contract/secret-record.ts";

/** What one call to a store may take. */
export type CallLimits = Pick<CallContext, "signal" | "deadline">;

/** One call for some locations: one answer each, in order. */
export type StoreCall = (
  locations: readonly Location[],
  limits: CallLimits,
) => Promise<readonly Answer<SecretRecord>[]>;
