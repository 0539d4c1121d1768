import type { Answer, Location, SecretRecord } from "@claviger/core/provider";
import { parseSecretArn } from "./arn.ts";
import { assumeRole } from "./assume-role.ts";
import { type BatchCall, BatchReader } from "./batch-reader.ts";
import { Connection } from "./connection.ts";
import type { Limits } from "./limits.ts";
import type { AwsOptions } from "./options.ts";
import { readSecret } from "./read-secret.ts";
import { sdkLoader, stsLoader } from "./sdk.ts";

/** What reads, over connections of its own. */
export interface Reader {
  read(location: Location, limits: Limits): Promise<SecretRecord | undefined>;
  readMany(locations: readonly Location[], call: BatchCall): Promise<readonly Answer<SecretRecord>[]>;
  close(): void;
}

/** Makes the reader of one instance. Nothing is imported or opened before the first read. */
export function createReader(values: AwsOptions): Reader {
  const { region, endpoint, roleArn } = values;
  const loadSts = stsLoader();
  // The environment is not the host's: the SDK's credential chain reads the process, and the errors tell what it saw.
  const connection = new Connection({
    region,
    endpoint,
    loadSdk: sdkLoader(),
    ...(roleArn ? { role: (at) => assumeRole({ ...values, roleArn, loadSts }, at) } : {}),
    env: process.env,
  });
  const batches = new BatchReader(connection, region);
  return {
    async read(location, limits) {
      const ready = await connection.ready(parseSecretArn(location.path)?.region, limits);
      return await readSecret(location, ready);
    },
    readMany: (locations, call) => batches.read(locations, call),
    close: () => connection.close(),
  };
}
