import { checkRecord } from "../chain/check-record.ts";
import { foreignError } from "../chain/foreign-error.ts";
import type { Link } from "../chain/link.ts";
import type { Answer } from "../contract/answer.ts";
import type { CallContext } from "../contract/context.ts";
import type { Location } from "../contract/location.ts";
import type { SecretRecord } from "../contract/secret-record.ts";
import { SecretError } from "../errors/secret-error.ts";
import { batched } from "./batched.ts";
import { CircuitBreaker } from "./circuit-breaker.ts";
import type { CallLimits, StoreCall } from "./store-call.ts";
import { withRetries } from "./with-retries.ts";

/** Calls the reads of one link's provider. */
export interface StoreCaller {
  readonly breaker: CircuitBreaker;
  /** @throws SecretError */
  read(location: Location, limits: CallLimits): Promise<SecretRecord | undefined>;
  /** The context of a call of the provider's. */
  context(limits: CallLimits): CallContext;
}

/** How long a breaker stays open at most, in seconds. */
const longestPause = 30;

/**
 * Calls a link's provider: batched where it can, retried, and held back by a breaker, no longer than a value may be old.
 * @param ttl - in seconds; 0 where nothing is cached
 */
export function storeCaller(link: Link, ttl: number): StoreCaller {
  const { provider, capabilities, host } = link;
  const breaker = new CircuitBreaker({
    clock: host.clock,
    random: () => host.random(),
    longestPauseMs: Math.min(longestPause, ttl || longestPause) * 1000,
    onChange: (state) => link.emit({ type: "breaker", state }),
  });
  const context = ({ signal, deadline }: CallLimits): CallContext => ({
    signal,
    deadline,
    report: (said) => link.heard(said),
  });
  const call = withRetries((locations, limits) => attempt(link, locations, context(limits)), link, breaker);
  const askBatched = provider.getMany && batched(call, capabilities.batchSize);
  return {
    breaker,
    context,
    async read(location, limits) {
      const answer =
        askBatched && !location.mints
          ? await askBatched(location, limits)
          : (await call([location], limits))[0];
      if (answer?.status === "found") return answer.value;
      if (answer?.status === "absent") return undefined;
      throw foreignError(answer?.error, { provider: link.id, location });
    },
  };
}

async function attempt(
  link: Link,
  locations: readonly Location[],
  context: CallContext,
): ReturnType<StoreCall> {
  const { provider } = link;
  const [location] = locations;
  // A batch of one is a plain get: it needs no other permission than a read.
  if (provider.getMany && (locations.length > 1 || !provider.get)) {
    const answers = await provider.getMany(locations, context);
    return locations.map((_, index) => checked(answers[index], link));
  }
  if (!provider.get || !location) throw new SecretError("unsupported", `${link.id} cannot read`);
  const value = await provider.get(location, context);
  return [checked(value === undefined ? { status: "absent" } : { status: "found", value }, link)];
}

function checked(answer: Answer<SecretRecord> | undefined, { id, capabilities }: Link): Answer<SecretRecord> {
  try {
    if (answer?.status === "absent") return answer;
    if (answer?.status === "found") return { ...answer, value: checkRecord(answer.value, id, capabilities) };
    throw (
      answer?.error ??
      new SecretError("internal", `provider ${id} left a location of a batch without an answer`)
    );
  } catch (error) {
    return { status: "error", error: foreignError(error, { provider: id }) };
  }
}
