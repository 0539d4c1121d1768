import { type Location, SecretError } from "@claviger/core/provider";
import type { Ready } from "./connection.ts";
import { readNativeError } from "./native-error.ts";
import { deletedError, isDeletion, stateOf } from "./secret-state.ts";
import { translateError } from "./translate-error.ts";

/**
 * What it means that a secret could not be read: `undefined` if it does not exist, or has no current version yet.
 *
 * @param error - of GetSecretValue, or of one secret in the reply of BatchGetSecretValue
 * @throws SecretError `version_not_found`, `deleted`, and the codes of the error table
 */
export async function absenceOf({ path, version }: Location, error: unknown, aws: Ready): Promise<undefined> {
  const native = readNativeError(error);
  if (native.name === "ResourceNotFoundException") {
    return version === undefined ? undefined : await missingVersion({ path, version }, aws);
  }
  if (await isDeletion(native, path, aws)) throw deletedError(path, aws.region);
  throw translateError(error, { path, region: aws.region, action: "secretsmanager:GetSecretValue" });
}

/** One error stands for a missing secret and for a missing version; DescribeSecret, where allowed, tells which. */
async function missingVersion(
  { path, version }: Required<Pick<Location, "path" | "version">>,
  aws: Ready,
): Promise<undefined> {
  const existing = await stateOf(path, aws);
  if (existing === "absent") return undefined;
  if (existing === "deleted") throw deletedError(path, aws.region);
  const asked = "stage" in version ? `stage ${version.stage}` : `version ${version.version}`;
  throw new SecretError("version_not_found", `"${path}" in ${aws.region} has no ${asked}`, {
    location: path,
    hint: `see its versions with: aws secretsmanager list-secret-version-ids --secret-id ${path}`,
  });
}
