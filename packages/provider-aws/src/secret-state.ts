import type { DescribeSecretCommandOutput } from "@aws-sdk/client-secrets-manager";
import { isSecretError, SecretError, type VersionReference } from "@claviger/core/provider";
import type { Ready } from "./connection.ts";
import { isNotFound } from "./native-error.ts";
import { notAnAnswer } from "./not-an-answer.ts";
import { requestError } from "./request-error.ts";

/** What a secret says of itself, without its value. */
export interface SecretState {
  /** `unknown` where this identity may not ask. */
  readonly state: "present" | "deleted" | "absent" | "unknown";
  /** The labels at each version that has some, by its id. */
  readonly stages?: DescribeSecretCommandOutput["VersionIdsToStages"];
}

/** @throws SecretError if the answer cannot be had, also for want of permission */
export async function requireState(path: string, aws: Ready): Promise<SecretState> {
  try {
    const { ARN, DeletedDate, VersionIdsToStages } = await aws.send((client, options) =>
      client.describeSecret({ SecretId: path }, options),
    );
    // It comes over the wire: what is not about a secret tells nothing about one.
    if (typeof ARN !== "string") throw notAnAnswer([path], aws.region);
    return { state: DeletedDate ? "deleted" : "present", stages: VersionIdsToStages };
  } catch (error) {
    if (isNotFound(error)) return { state: "absent" };
    throw requestError(error, { path, action: "DescribeSecret", aws });
  }
}

/** @throws SecretError if the answer cannot be had, but for want of permission */
export async function stateOf(path: string, aws: Ready): Promise<SecretState> {
  try {
    return await requireState(path, aws);
  } catch (error) {
    if (isSecretError(error, "denied")) return { state: "unknown" };
    throw error;
  }
}

/** The error for a secret that is marked for deletion. */
export function deletedError(path: string, { region }: Ready): SecretError {
  return new SecretError("deleted", `"${path}" in ${region} is marked for deletion`, {
    location: path,
    hint: `bring it back with: aws secretsmanager restore-secret --secret-id ${path} --region ${region}`,
    cause: { name: "InvalidRequestException" },
  });
}

/** The error for a version that a secret has not. */
export function versionNotFound(path: string, version: VersionReference, { region }: Ready): SecretError {
  const asked = "stage" in version ? `stage ${version.stage}` : `version ${version.version}`;
  return new SecretError("version_not_found", `"${path}" in ${region} has no ${asked}`, {
    location: path,
    hint: `see its versions with: aws secretsmanager list-secret-version-ids --secret-id ${path}`,
  });
}
