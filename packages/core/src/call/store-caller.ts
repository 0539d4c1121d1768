import { checkRecord } from "../chain/check-record.ts";
import { foreignError } from "../chain/foreign-error.ts";
import type { Answer } from "../contract/answer.ts";
import type { Capabilities } from "../contract/capabilities.ts";
import type { CallContext, ProviderReport } from "../contract/context.ts";
import type { Host } from "../contract/host.ts";
import type { Location } from "../contract/location.ts";
import type { Provider } from "../contract/provider.ts";
import type { SecretRecord } from "../contract/secret-record.ts";
import { SecretError } from "../errors/secret-error.ts";
import { BatchQueue } from "./batch-queue.ts";
import { CircuitBreaker, type CircuitBreakerOptions } from "./circuit-breaker.ts";
import type { CallLimits, StoreCall } from "./store-call.ts";
import { type RetryOptions, withRetries } from "./with-retries.ts";

export interface StoreCallerOptions {
  /** The instance's id. */
  readonly id: string;
  readonly provider: Provider;
  readonly capabilities: Capabilities;
  readonly host: Host;
  readonly onReport: (report: ProviderReport) => void;
  readonly onRetry: RetryOptions["onRetry"];
  readonly onBreaker: CircuitBreakerOptions["onChange"];
}

/** Calls one provider's reads: batched where it can, retried, and held back by a breaker. */
export class StoreCaller {
  readonly breaker: CircuitBreaker;
  readonly #options: StoreCallerOptions;
  readonly #single: StoreCall;
  readonly #queue: BatchQueue | undefined;

  constructor(options: StoreCallerOptions) {
    const { id, provider, capabilities, host, onRetry, onBreaker } = options;
    const random = (): number => host.random();
    this.#options = options;
    this.breaker = new CircuitBreaker({ clock: host.clock, random, onChange: onBreaker });
    const retrying = { provider: id, clock: host.clock, random, breaker: this.breaker, onRetry };
    this.#single = withRetries(([location], limits) => this.#getOne(location, limits), retrying);
    const many = withRetries((locations, limits) => this.#getMany(locations, limits), retrying);
    this.#queue = provider.getMany && new BatchQueue(many, capabilities.batchSize);
  }

  /** @throws SecretError */
  async read(location: Location, limits: CallLimits): Promise<SecretRecord | undefined> {
    const batched = this.#queue && !location.mints;
    const answer = batched
      ? await this.#queue.ask(location, limits)
      : (await this.#single([location], limits))[0];
    if (answer?.status === "found") return answer.value;
    if (answer?.status === "absent") return undefined;
    throw foreignError(answer?.error, { provider: this.#options.id, location });
  }

  /** The context of a call of the provider's. */
  context({ signal, deadline }: CallLimits): CallContext {
    return { signal, deadline, report: (said) => this.#options.onReport(said) };
  }

  async #getOne(location: Location | undefined, limits: CallLimits): Promise<Answer<SecretRecord>[]> {
    const { id, provider, capabilities } = this.#options;
    if (!location) return [];
    try {
      if (!provider.get) throw new SecretError("unsupported", `${id} cannot read`, { provider: id });
      const record = await provider.get(location, this.context(limits));
      return [
        record === undefined
          ? { status: "absent" }
          : { status: "found", value: checkRecord(record, id, capabilities) },
      ];
    } catch (error) {
      return [{ status: "error", error: foreignError(error, { provider: id, location }) }];
    }
  }

  /** A batch of one is a plain get: it needs no other permission than a read. */
  async #getMany(
    locations: readonly Location[],
    limits: CallLimits,
  ): Promise<readonly Answer<SecretRecord>[]> {
    const { id, provider, capabilities } = this.#options;
    if (!provider.getMany || (locations.length === 1 && provider.get))
      return this.#getOne(locations[0], limits);
    try {
      const answers = await provider.getMany(locations, this.context(limits));
      return locations.map((location, index) => checkAnswer(answers[index], { id, location, capabilities }));
    } catch (error) {
      return locations.map((location) => ({
        status: "error",
        error: foreignError(error, { provider: id, location }),
      }));
    }
  }
}

function checkAnswer(
  answer: Answer<SecretRecord> | undefined,
  {
    id,
    location,
    capabilities,
  }: { readonly id: string; readonly location: Location; readonly capabilities: Capabilities },
): Answer<SecretRecord> {
  try {
    if (answer?.status === "absent") return answer;
    if (answer?.status === "found")
      return { status: "found", value: checkRecord(answer.value, id, capabilities) };
    if (answer?.status === "error") throw answer.error;
    throw new SecretError("internal", `provider ${id} left a location of a batch without an answer`, {
      provider: id,
    });
  } catch (error) {
    return { status: "error", error: foreignError(error, { provider: id, location }) };
  }
}
