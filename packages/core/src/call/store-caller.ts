import { checkRecord } from "../chain/check-record.ts";
import { foreignError } from "../chain/foreign-error.ts";
import type { Link } from "../chain/link.ts";
import type { Answer } from "../contract/answer.ts";
import type { CallContext } from "../contract/context.ts";
import type { Location } from "../contract/location.ts";
import type { SecretRecord } from "../contract/secret-record.ts";
import { SecretError } from "../errors/secret-error.ts";
import { type AskOne, batched } from "./batched.ts";
import { CircuitBreaker } from "./circuit-breaker.ts";
import type { CallLimits, StoreCall } from "./store-call.ts";
import { withRetries } from "./with-retries.ts";

/** Calls the reads of one link's provider: batched where it can, retried, and held back by a breaker. */
export class StoreCaller {
  readonly breaker: CircuitBreaker;
  readonly #link: Link;
  readonly #call: StoreCall;
  readonly #askBatched: AskOne | undefined;

  constructor(link: Link) {
    const { provider, capabilities, host } = link;
    this.#link = link;
    this.breaker = new CircuitBreaker({
      clock: host.clock,
      random: () => host.random(),
      onChange: (state) => link.emit({ type: "breaker", state }),
    });
    this.#call = withRetries((locations, limits) => this.#attempt(locations, limits), link, this.breaker);
    this.#askBatched = provider.getMany && batched(this.#call, capabilities.batchSize);
  }

  /** @throws SecretError */
  async read(location: Location, limits: CallLimits): Promise<SecretRecord | undefined> {
    const answer =
      this.#askBatched && !location.mints
        ? await this.#askBatched(location, limits)
        : (await this.#call([location], limits))[0];
    if (answer?.status === "found") return answer.value;
    if (answer?.status === "absent") return undefined;
    throw foreignError(answer?.error, { provider: this.#link.id, location });
  }

  /** The context of a call of the provider's. */
  context({ signal, deadline }: CallLimits): CallContext {
    return { signal, deadline, report: (said) => this.#link.heard(said) };
  }

  async #attempt(locations: readonly Location[], limits: CallLimits): Promise<Answer<SecretRecord>[]> {
    const { id, provider } = this.#link;
    const context = this.context(limits);
    const [location] = locations;
    // A batch of one is a plain get: it needs no other permission than a read.
    if (provider.getMany && (locations.length > 1 || !provider.get)) {
      const answers = await provider.getMany(locations, context);
      return locations.map((_, index) => this.#checked(answers[index]));
    }
    if (!provider.get || !location) throw new SecretError("unsupported", `${id} cannot read`);
    const value = await provider.get(location, context);
    return [this.#checked(value === undefined ? { status: "absent" } : { status: "found", value })];
  }

  #checked(answer: Answer<SecretRecord> | undefined): Answer<SecretRecord> {
    const { id, capabilities } = this.#link;
    try {
      if (answer?.status === "absent") return answer;
      if (answer?.status === "found")
        return { ...answer, value: checkRecord(answer.value, id, capabilities) };
      throw (
        answer?.error ??
        new SecretError("internal", `provider ${id} left a location of a batch without an answer`)
      );
    } catch (error) {
      return { status: "error", error: foreignError(error, { provider: id }) };
    }
  }
}
