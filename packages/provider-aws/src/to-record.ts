import type { SecretValueEntry } from "@aws-sdk/client-secrets-manager";
import { SecretError, type SecretRecord, type SecretValue } from "@claviger/core/provider";
import { looksLikeArn, arnRegion } from "./arn.ts";
import { notAnAnswer } from "./not-an-answer.ts";

/**
 * A reply of GetSecretValue, or an entry of BatchGetSecretValue's, as a record. It comes over the wire, whatever the SDK's
 * types say: what is not an answer about the secret that was asked for is not read as one.
 *
 * @throws SecretError `unavailable` for a reply that is not the service's, `decode` for a version without a value
 */
export function toRecord(
  reply: SecretValueEntry,
  asked: { readonly path: string; readonly region: string },
): SecretRecord {
  const { ARN: arn, Name: name, VersionId: version, VersionStages: stages, CreatedDate: createdAt } = reply;
  const isAnswer =
    isText(arn) && arnRegion(arn) && isText(name) && isText(version) && isSame({ arn, name }, asked.path);
  if (!isAnswer) throw notAnAnswer([asked.path], asked.region);
  return {
    id: arn,
    value: valueOf(reply, asked),
    version,
    ...(Array.isArray(stages) ? { stages: stages.filter(isText) } : {}),
    ...(createdAt instanceof Date && !Number.isNaN(createdAt.getTime()) ? { createdAt } : {}),
    source: `${name} in ${asked.region}`,
  };
}

function valueOf(
  { SecretString: text, SecretBinary: bytes }: SecretValueEntry,
  { path, region }: { readonly path: string; readonly region: string },
): SecretValue {
  // The empty string is a value.
  if (typeof text === "string") return { type: "text", text };
  if (bytes instanceof Uint8Array) return { type: "bytes", bytes: Uint8Array.from(bytes) };
  throw new SecretError("decode", `"${path}" in ${region} holds neither text nor bytes`, {
    location: path,
    hint: "store a value in it with put-secret-value",
  });
}

/** A full ARN answers to itself, and to one that lacks the six characters; a name to itself. */
function isSame({ arn, name }: { readonly arn: string; readonly name: string }, path: string): boolean {
  return looksLikeArn(path) ? arn === path || arn.startsWith(`${path}-`) : name === path;
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}
