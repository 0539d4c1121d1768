import { partitionOf } from "./arn.ts";

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html, parameter KmsKeyId. */
const keyId = /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})$/;
const alias = /^alias\/[\w/-]{1,250}$/;
const arn = /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:(key\/(.+)|alias\/.+)$/;

/** What a key may be named by, for messages. */
export const kmsKeyRule = "the id of a KMS key, its alias (alias/<name>), or the ARN of either";

/** Whether a text can name a KMS key. */
export function isKmsKey(text: string): boolean {
  const [, resource = "", id] = arn.exec(text) ?? [];
  return keyId.test(text) || alias.test(text) || alias.test(resource) || (id !== undefined && keyId.test(id));
}

/** The part of an IAM statement that means one key. A policy knows keys by their ids, and aliases by a condition only. */
export function kmsResource(
  key: string,
  region: string,
): { readonly Resource: string; readonly Condition?: object } {
  const keys = (account: string): string => `arn:${partitionOf(region)}:kms:${region}:${account}:key/`;
  const [, resource, id] = arn.exec(key) ?? [];
  if (id !== undefined) return { Resource: key };
  const name = resource ?? key;
  if (!alias.test(name)) return { Resource: `${keys("*")}${key}` };
  const everyKey = resource === undefined ? `${keys("*")}*` : key.replace(resource, "key/*");
  return { Resource: everyKey, Condition: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": name } } };
}
