import {
  type Answer,
  type ErrorCode,
  isSecretError,
  type Location,
  type SecretRecord,
} from "@claviger/core/provider";
import { answerOf } from "./answer-of.ts";
import { parseSecretArn } from "./arn.ts";
import type { Call } from "./call.ts";
import type { Connection } from "./connection.ts";
import { codeOf } from "./error-table.ts";
import { readNativeError } from "./native-error.ts";
import { type BatchOutcomes, readBatch } from "./read-batch.ts";
import { readSecret } from "./read-secret.ts";
import { Semaphore } from "./semaphore.ts";
import { batchSize } from "./service-limits.ts";
import { isKeyDenial, translateError } from "./translate-error.ts";

const action = "secretsmanager:BatchGetSecretValue";

/** How many secrets of one instance are read one by one at a time. */
const mostSingles = 20;

/**
 * After these, reading the secrets one by one would fail no better. Any other failure of a whole batch may be for what
 * one secret of it is, or for the batch itself.
 */
const callFailures: ReadonlySet<ErrorCode> = new Set(["throttled", "unavailable", "timeout", "auth_failed"]);

/**
 * Reads several secrets, as many as possible with BatchGetSecretValue: one call for each region. A pinned version or
 * stage, which a batch cannot ask for, is read by itself, and so is all that a batch gave no answer for.
 */
export class BatchReader {
  readonly #connection: Connection;
  readonly #region: string | undefined;
  readonly #singles = new Semaphore(mostSingles);
  /** The identity may not read batches: that is asked once. */
  #denied = false;

  /** @param region - the configured one, of what is no ARN */
  constructor(connection: Connection, region: string | undefined) {
    this.#connection = connection;
    this.#region = region;
  }

  /** One answer for each location, in order. */
  async read(locations: readonly Location[], call: Call): Promise<readonly Answer<SecretRecord>[]> {
    const plain = locations.filter(({ version }) => version === undefined);
    const batches = new Map(
      [...Map.groupBy(plain, (location) => this.#regionOf(location))].map(([region, group]) => {
        const paths = [...new Set(group.map(({ path }) => path))];
        return [region, this.#readBatches(paths, region, call)];
      }),
    );
    const readOne = async (location: Location): Promise<SecretRecord | undefined> => {
      const batch = location.version ? undefined : await batches.get(this.#regionOf(location));
      const outcome = batch?.get(location.path);
      return outcome ? await outcome() : await this.#readSingle(location, call);
    };
    return await Promise.all(locations.map((location) => answerOf(() => readOne(location))));
  }

  async #readBatches(
    paths: readonly string[],
    region: string | undefined,
    call: Call,
  ): Promise<BatchOutcomes> {
    const starts = Array.from(
      { length: Math.ceil(paths.length / batchSize) },
      (_, index) => index * batchSize,
    );
    const batches = starts.map((start) => paths.slice(start, start + batchSize));
    const outcomes = await Promise.all(batches.map((batch) => this.#readBatch(batch, region, call)));
    return new Map(outcomes.flatMap((of) => [...of]));
  }

  /** @throws SecretError if nothing can be asked at all */
  async #readBatch(paths: readonly string[], region: string | undefined, call: Call): Promise<BatchOutcomes> {
    // A batch of one needs another permission than a read, and gains nothing.
    if (paths.length < 2 || this.#denied) return new Map();
    const aws = await this.#connection.ready(region, call.limits);
    try {
      return await readBatch(paths, aws);
    } catch (error) {
      if (!isSecretError(error) && !callFailures.has(codeOf(readNativeError(error)))) {
        this.#learnFrom(error, call);
        return new Map();
      }
      const failure = async (path: string): Promise<never> => {
        throw translateError(error, { path, region: aws.region, action });
      };
      return new Map(paths.map((path) => [path, () => failure(path)]));
    }
  }

  #learnFrom(error: unknown, { ctx }: Call): void {
    const native = readNativeError(error);
    if (this.#denied || codeOf(native) !== "denied" || isKeyDenial(native)) return;
    this.#denied = true;
    ctx.report({
      type: "warning",
      id: "batch-denied",
      message:
        `AWS does not allow ${action} to this identity, so that secrets are read one by one: ` +
        "allow it on *, or set SECRETS_AWS_BATCH=false",
    });
  }

  async #readSingle(location: Location, { limits }: Call): Promise<SecretRecord | undefined> {
    const turn = this.#singles.run(async () => {
      const aws = await this.#connection.ready(this.#regionOf(location), limits);
      return await readSecret(location, aws);
    });
    // The turn may come only when nobody waits for it any more.
    return await limits.wait(turn);
  }

  #regionOf({ path }: Location): string | undefined {
    return parseSecretArn(path)?.region ?? this.#region;
  }
}
