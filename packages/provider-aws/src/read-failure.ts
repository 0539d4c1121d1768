import { isSecretError, type Location, SecretError } from "@claviger/core/provider";
import type { Ready } from "./connection.ts";
import { causeOf, readNativeError } from "./native-error.ts";
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
  if (native.name === "InvalidRequestException" && (await isDeleted(path, native.message, aws))) {
    throw deleted(path, aws.region);
  }
  throw translateError(error, { path, region: aws.region, action: "secretsmanager:GetSecretValue" });
}

/** One error stands for a missing secret and for a missing version; DescribeSecret, where allowed, tells which. */
async function missingVersion(
  { path, version }: Required<Pick<Location, "path" | "version">>,
  aws: Ready,
): Promise<undefined> {
  const existing = await describe(path, aws);
  if (existing === "absent") return undefined;
  if (existing === "deleted") throw deleted(path, aws.region);
  const asked = "stage" in version ? `stage ${version.stage}` : `version ${version.version}`;
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
