import type { SecretRecord } from "@claviger/core/provider";
import { sortReply } from "./batch-reply.ts";
import type { Ready } from "./connection.ts";
import { notAnAnswer } from "./not-an-answer.ts";
import { absenceOf } from "./read-failure.ts";
import { toRecord } from "./to-record.ts";

/**
 * What came of each path: a record, absence, or what it failed with. A path that the service passed over has none, which
 * says nothing about its secret.
 */
export type BatchOutcomes = ReadonlyMap<string, () => Promise<SecretRecord | undefined>>;

/**
 * The current versions of some secrets, read with one BatchGetSecretValue.
 *
 * @param paths - names and full ARNs of one region, at most 20, each once
 * @throws the SDK's own error if the call failed as a whole; SecretError `unavailable` if it answered for nothing
 */
export async function readBatch(paths: readonly string[], aws: Ready): Promise<BatchOutcomes> {
  const { values, failures } = sortReply(await aws.batchGetSecretValue(paths));
  if (values.size + failures.size === 0) throw notAnAnswer(paths, aws.region);
  const outcomes = new Map<string, () => Promise<SecretRecord | undefined>>();
  for (const path of paths) {
    const failure = failures.get(path);
    const value = values.get(path);
    if (failure !== undefined) outcomes.set(path, () => absenceOf({ path }, failure, aws));
    else if (value) outcomes.set(path, async () => toRecord(value, { path, region: aws.region }));
  }
  return outcomes;
}
