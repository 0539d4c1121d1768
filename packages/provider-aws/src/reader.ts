import type { Location, SecretRecord } from "@claviger/core/provider";
import { parseSecretArn } from "./arn.ts";
import { Connection } from "./connection.ts";
import type { Limits } from "./limits.ts";
import type { AwsOptions } from "./options.ts";
import { readSecret } from "./read-secret.ts";
import { sdkLoader } from "./sdk.ts";

/** What reads, over connections of its own. */
export interface Reader {
  read(location: Location, limits: Limits): Promise<SecretRecord | undefined>;
  close(): void;
}

/** Makes the reader of one instance. Nothing is imported or opened before the first read. */
export function createReader({ region, endpoint }: AwsOptions): Reader {
  // The environment is not the host's: the SDK's credential chain reads the process, and the errors tell what it saw.
  const connection = new Connection({ region, endpoint, loadSdk: sdkLoader(), env: process.env });
  return {
    async read(location, limits) {
      const ready = await connection.ready(parseSecretArn(location.path)?.region, limits);
      return await readSecret(location, ready);
    },
    close: () => connection.close(),
  };
}
