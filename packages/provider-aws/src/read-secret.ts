import type { GetSecretValueCommandInput } from "@aws-sdk/client-secrets-manager";
import { isSecretError, type Location, SecretError, type SecretRecord } from "@claviger/core/provider";
import type { Ready } from "./connection.ts";
import { causeOf, readNativeError } from "./native-error.ts";
import { toRecord } from "./to-record.ts";
import { translateError } from "./translate-error.ts";
import { versionInput } from "./version-input.ts";

/**
 * One secret, read with GetSecretValue. `undefined` if it does not exist, or has no current version yet.
 * @throws SecretError `version_not_found`, `deleted`, and the codes of the error table
 */
export async function readSecret(location: Location, aws: Ready): Promise<SecretRecord | undefined> {
  const { path, version } = location;
  const input: GetSecretValueCommandInput = { SecretId: path, ...versionInput(version) };
  const context = { path, region: aws.region, action: "secretsmanager:GetSecretValue" };
  try {
    return toRecord(await aws.getSecretValue(input), context);
  } catch (error) {
    const native = readNativeError(error);
    if (native.name === "ResourceNotFoundException") {
      return version === undefined ? undefined : await missingVersion(location, aws);
    }
    if (native.name === "InvalidRequestException" && (await isDeleted(path, native.message, aws))) {
      throw deleted(path, aws.region);
    }
    throw translateError(error, context);
  }
}

/** One error stands for a missing secret and for a missing version; DescribeSecret, where allowed, tells which. */
async function missingVersion({ path, version }: Location, aws: Ready): Promise<undefined> {
  const existing = await describe(path, aws);
  if (existing === "absent") return undefined;
  if (existing === "deleted") throw deleted(path, aws.region);
  const asked = version && "stage" in version ? `stage ${version.stage}` : `version ${version?.version}`;
  throw new SecretError("version_not_found", `"${path}" in ${aws.region} has no ${asked}`, {
    location: path,
    hint: `see its versions with: aws secretsmanager list-secret-version-ids --secret-id ${path}`,
  });
}

/** InvalidRequestException has several meanings. What the secret says of itself counts more than the message. */
async function isDeleted(path: string, message: string, aws: Ready): Promise<boolean> {
  const existing = await describe(path, aws);
  return (
    existing === "deleted" ||
    (existing === "unknown" && /(marked|scheduled) for deletion|deleted/i.test(message))
  );
}

/** @throws SecretError if the answer cannot be had, but for want of permission */
async function describe(path: string, aws: Ready): Promise<"present" | "deleted" | "absent" | "unknown"> {
  try {
    return (await aws.describeSecret(path)).DeletedDate ? "deleted" : "present";
  } catch (error) {
    if (readNativeError(error).name === "ResourceNotFoundException") return "absent";
    const failure = translateError(error, {
      path,
      region: aws.region,
      action: "secretsmanager:DescribeSecret",
    });
    if (isSecretError(failure, "denied")) return "unknown";
    throw failure;
  }
}

function deleted(path: string, region: string): SecretError {
  return new SecretError("deleted", `"${path}" in ${region} is marked for deletion`, {
    location: path,
    hint: `bring it back with: aws secretsmanager restore-secret --secret-id ${path} --region ${region}`,
    cause: causeOf(readNativeError({ name: "InvalidRequestException" })),
  });
}
