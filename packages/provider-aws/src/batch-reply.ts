import type { BatchGetSecretValueCommandOutput, SecretValueEntry } from "@aws-sdk/client-secrets-manager";

/** What a batch says of one secret: its value, or an error in the form of that which GetSecretValue would fail with. */
export type BatchEntry =
  | { readonly value: SecretValueEntry; readonly region: string }
  | { readonly failure: unknown };

/**
 * A reply of BatchGetSecretValue, by what was asked for. It is in no order, answers under names and ARNs, and may pass
 * over a secret. It comes over the wire, whatever the SDK's types say: entries that name no secret are left out.
 */
export function entriesOf(
  reply: BatchGetSecretValueCommandOutput,
  region: string,
): ReadonlyMap<string, BatchEntry> {
  const entries = new Map<string, BatchEntry>();
  for (const value of objectsIn(reply.SecretValues)) {
    for (const id of [value.ARN, value.Name]) if (isId(id)) entries.set(id, { value, region });
  }
  for (const { SecretId: id, ErrorCode: name, Message: message } of objectsIn(reply.Errors)) {
    if (isId(id)) entries.set(id, { failure: { name, message, $metadata: reply.$metadata } });
  }
  return entries;
}

function objectsIn<T extends object>(list: readonly T[] | undefined): readonly T[] {
  return Array.isArray(list) ? list.filter((entry) => typeof entry === "object" && entry !== null) : [];
}

function isId(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
