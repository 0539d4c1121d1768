import {
  type Answer,
  answerOf,
  isSecretError,
  type Location,
  type SecretRecord,
} from "@claviger/core/provider";
import { arnRegion } from "./arn.ts";
import { type BatchEntry, entriesOf } from "./batch-reply.ts";
import type { AskOne, Call } from "./call.ts";
import type { Ready } from "./connection.ts";
import { codeOf, isOutage } from "./error-table.ts";
import { type NativeError, readNativeError } from "./native-error.ts";
import { notAnAnswer } from "./not-an-answer.ts";
import { absenceOf } from "./secret-failure.ts";
import { readSecret } from "./read-secret.ts";
import { Semaphore } from "./semaphore.ts";
import { batchSize } from "./service-limits.ts";
import { toRecord } from "./to-record.ts";
import { isKeyDenial, requestError } from "./request-error.ts";

const action = "BatchGetSecretValue";

/** How many secrets of one instance are read one by one at a time. */
const mostSingles = 20;

/** What batches said of their secrets, by name and ARN; what has no entry is to be read by itself. */
type Batch = ReadonlyMap<string, BatchEntry>;

/**
 * Reads several secrets, as many as possible with BatchGetSecretValue: one call for each region. A pinned version or
 * stage, which a batch cannot ask for, is read by itself, and so is all that a batch gave no answer for.
 */
export class BatchReader {
  readonly #region: string | undefined;
  readonly #singles = new Semaphore(mostSingles);
  /** The identity may not read batches: that is asked once. */
  #denied = false;

  /** @param region - the configured one, of what is no ARN */
  constructor(region: string | undefined) {
    this.#region = region;
  }

  /** One answer for each location, in order. */
  async read(locations: readonly Location[], askOne: AskOne): Promise<readonly Answer<SecretRecord>[]> {
    const batches = this.#readBatches(locations, askOne);
    const read = async (location: Location): Promise<SecretRecord | undefined> => {
      const { path, version } = location;
      const entry = version ? undefined : (await batches.get(path))?.get(path);
      if (!entry) return await askOne((call) => this.#readSingle(location, call));
      if ("value" in entry) return toRecord(entry.value, { path, region: entry.region });
      if (isSecretError(entry.failure)) throw entry.failure;
      return await askOne(async (call) => absenceOf({ path }, entry.failure, await call.ready(path)));
    };
    return await Promise.all(locations.map((location) => answerOf(() => read(location))));
  }

  /** The batch that each path is read in. A batch of one needs another permission than a read, and gains nothing. */
  #readBatches(locations: readonly Location[], askOne: AskOne): ReadonlyMap<string, Promise<Batch>> {
    const batches = new Map<string, Promise<Batch>>();
    if (this.#denied) return batches;
    const plain = locations.filter(({ version }) => version === undefined);
    const paths = [...new Set(plain.map(({ path }) => path))];
    for (const group of Map.groupBy(paths, (path) => arnRegion(path) ?? this.#region).values()) {
      for (let start = 0; start < group.length - 1; start += batchSize) {
        const part = group.slice(start, start + batchSize);
        const batch = askOne((call) => this.#readBatch(part, call));
        for (const path of part) batches.set(path, batch);
      }
    }
    return batches;
  }

  /** @throws SecretError if nothing can be asked at all */
  async #readBatch(paths: readonly string[], call: Call): Promise<Batch> {
    const aws = await call.ready(paths[0] ?? "");
    const { region } = aws;
    const input = { SecretIdList: [...paths] };
    try {
      const reply = await aws.send((client, options) => client.batchGetSecretValue(input, options));
      const entries = entriesOf(reply, region);
      if (entries.size === 0) throw notAnAnswer(paths, region);
      return entries;
    } catch (error) {
      const native = readNativeError(error);
      // After these, reading the secrets one by one would fail no better. Any other failure of a whole batch may be for
      // what one secret of it is, or for the batch itself.
      if (isSecretError(error) || isOutage(native) || codeOf(native) === "auth_failed") {
        const failureOf = (path: string) => ({ failure: requestError(error, { path, action, aws }) });
        return new Map(paths.map((path) => [path, failureOf(path)]));
      }
      this.#learnFrom(native, aws);
      return new Map();
    }
  }

  #learnFrom(native: NativeError, { report }: Ready): void {
    if (this.#denied || codeOf(native) !== "denied" || isKeyDenial(native)) return;
    this.#denied = true;
    report({
      type: "warning",
      id: "batch-denied",
      message:
        `AWS does not allow secretsmanager:${action} to this identity, so that secrets are read one by one: ` +
        "allow it on *, or set SECRETS_AWS_BATCH=false",
    });
  }

  async #readSingle(location: Location, call: Call): Promise<SecretRecord | undefined> {
    const aws = await call.ready(location.path);
    return await this.#singles.run(() => readSecret(location, aws));
  }
}
