import { isSecretError, SecretError } from "@claviger/core/provider";
import type { DescribeSecretCommandOutput } from "@aws-sdk/client-secrets-manager";
import type { Ready } from "./connection.ts";
import { causeOf, type NativeError, readNativeError } from "./native-error.ts";
import { notAnAnswer } from "./not-an-answer.ts";
import { translateError } from "./translate-error.ts";

/** What a secret says of itself, without its value; `unknown` where this identity may not ask. */
export type SecretState = "present" | "deleted" | "absent" | "unknown";

/** @throws SecretError if the answer cannot be had, but for want of permission */
export async function stateOf(path: string, aws: Ready): Promise<SecretState> {
  const description = await describe(path, aws);
  if (typeof description === "string") return description;
  return description.DeletedDate ? "deleted" : "present";
}

/** The same with the reply of DescribeSecret, where there is one. */
export async function describe(
  path: string,
  aws: Ready,
): Promise<DescribeSecretCommandOutput | "absent" | "unknown"> {
  try {
    return await requireDescription(path, aws);
  } catch (error) {
    if (isSecretError(error, "denied")) return "unknown";
    throw error;
  }
}

/** The reply of DescribeSecret. @throws SecretError also if this identity may not ask */
export async function requireDescription(
  path: string,
  aws: Ready,
): Promise<DescribeSecretCommandOutput | "absent"> {
  try {
    const description = await aws.send((client, options) =>
      client.describeSecret({ SecretId: path }, options),
    );
    // It comes over the wire: what is not about a secret tells nothing about one.
    if (typeof description.ARN !== "string") throw notAnAnswer([path], aws.region);
    return description;
  } catch (error) {
    if (readNativeError(error).name === "ResourceNotFoundException") return "absent";
    const action = "secretsmanager:DescribeSecret";
    throw translateError(error, { path, region: aws.region, action, doing: "describing" });
  }
}

/**
 * Whether an error means that a secret is marked for deletion. InvalidRequestException has several meanings: what the
 * secret says of itself counts more than the message.
 */
export async function isDeletion(native: NativeError, path: string, aws: Ready): Promise<boolean> {
  if (native.name !== "InvalidRequestException") return false;
  const state = await stateOf(path, aws);
  return (
    state === "deleted" ||
    (state === "unknown" && /(marked|scheduled) for deletion|deleted/i.test(native.message))
  );
}

/** The error for a secret that is marked for deletion. */
export function deletedError(path: string, region: string): SecretError {
  return new SecretError("deleted", `"${path}" in ${region} is marked for deletion`, {
    location: path,
    hint: `bring it back with: aws secretsmanager restore-secret --secret-id ${path} --region ${region}`,
    cause: causeOf(readNativeError({ name: "InvalidRequestException" })),
  });
}
