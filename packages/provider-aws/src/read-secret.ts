import type { GetSecretValueCommandInput } from "@aws-sdk/client-secrets-manager";
import type { Location, SecretRecord } from "@claviger/core/provider";
import type { Ready } from "./connection.ts";
import { absenceOf } from "./secret-failure.ts";
import { toRecord } from "./to-record.ts";
import { versionInput } from "./stages.ts";

/**
 * One secret, read with GetSecretValue. `undefined` if it does not exist, or has no current version yet.
 * @throws SecretError `version_not_found`, `deleted`, and the codes of the error table
 */
export async function readSecret(location: Location, aws: Ready): Promise<SecretRecord | undefined> {
  const { path, version } = location;
  const input: GetSecretValueCommandInput = { SecretId: path, ...versionInput(version) };
  try {
    const reply = await aws.send((client, options) => client.getSecretValue(input, options));
    return toRecord(reply, { path, region: aws.region });
  } catch (error) {
    return await absenceOf(location, error, aws);
  }
}
