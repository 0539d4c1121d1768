import { type Asked, byAction } from "./by-action.ts";
import { awsError, json, type Reply } from "./stand-in.ts";

/** The ARN that a stand-in gives to a name. */
export function arnOf(name: string, region = "us-east-1"): string {
  return `arn:aws:secretsmanager:${region}:123456789012:secret:${name}-AbC123`;
}

/** A secret as the service sends it. */
export function secret(name: string, value: object = { SecretString: `canary of ${name}` }): object {
  return { ARN: arnOf(name), Name: name, VersionId: "v1", VersionStages: ["AWSCURRENT"], ...value };
}

/** The reply of GetSecretValue for a secret that is there. */
export const single = ({ SecretId }: Asked): Reply => json(200, secret(SecretId));
/** The reply of BatchGetSecretValue for secrets that are all there, in an order of its own. */
export const all = ({ SecretIdList }: Asked): Reply =>
  json(200, { SecretValues: SecretIdList.map((id) => secret(id)).toReversed(), Errors: [] });
/** A service that answers batches so. */
export const withBatch = (batch: (asked: Asked) => Reply, others = {}): Reply =>
  byAction({ GetSecretValue: single, BatchGetSecretValue: batch, ...others });

export const denied = (): Reply => awsError("AccessDeniedException");
