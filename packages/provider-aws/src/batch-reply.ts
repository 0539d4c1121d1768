import type { BatchGetSecretValueCommandOutput, SecretValueEntry } from "@aws-sdk/client-secrets-manager";

/** A reply of BatchGetSecretValue, by what was asked for. It is in no order, and answers under names and ARNs. */
export interface BatchReply {
  /** By name and by ARN. */
  readonly values: ReadonlyMap<string, SecretValueEntry>;
  /** By the id that was asked for: each in the form of the error that GetSecretValue would have failed with. */
  readonly failures: ReadonlyMap<string, unknown>;
}

/** Sorts a reply. It comes over the wire, whatever the SDK's types say: entries that name no secret are left out. */
export function sortReply(reply: BatchGetSecretValueCommandOutput): BatchReply {
  const values = new Map<string, SecretValueEntry>();
  for (const entry of objectsIn(reply.SecretValues)) {
    for (const id of [entry.ARN, entry.Name]) if (isId(id)) values.set(id, entry);
  }
  const failures = new Map<string, unknown>();
  for (const { SecretId: id, ErrorCode: name, Message: message } of objectsIn(reply.Errors)) {
    if (isId(id)) failures.set(id, { name, message, $metadata: reply.$metadata });
  }
  return { values, failures };
}

function objectsIn<T extends object>(list: readonly T[] | undefined): readonly T[] {
  return Array.isArray(list) ? list.filter((entry) => typeof entry === "object" && entry !== null) : [];
}

function isId(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
