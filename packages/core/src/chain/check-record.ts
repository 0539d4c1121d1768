import type { Capabilities } from "../contract/capabilities.ts";
import type { SecretRecord } from "../contract/secret-record.ts";
import { SecretError } from "../errors/secret-error.ts";

/** Checks at the border that a provider's record is one: a provider may be anybody's, and may be JavaScript. */
export function checkRecord(
  record: SecretRecord,
  provider: string,
  capabilities: Capabilities,
): SecretRecord {
  const value: SecretRecord["value"] | undefined = record.value;
  const fit =
    typeof record.id === "string" &&
    isDate(record.expiresAt) &&
    (record.lease === undefined || (record.lease.expiresAt && isDate(record.lease.expiresAt))) &&
    ((value?.type === "text" && typeof value.text === "string") ||
      (value?.type === "bytes" && value.bytes instanceof Uint8Array) ||
      (value?.type === "fields" && Object.values(value.fields).every((field) => typeof field === "string")) ||
      (value?.type === "reference" &&
        capabilities.references === true &&
        typeof value.reference === "string"));
  if (fit) return record;
  throw new SecretError(
    "internal",
    `provider ${provider} answered with something that is not a secret record`,
    {
      provider,
      hint: "this is a defect of the provider: its get must resolve to { id, value: { type, … } }",
    },
  );
}

/** An end that is no date is never reached: what has it would be kept for ever. */
function isDate(date: Date | undefined): boolean {
  return date === undefined || (date instanceof Date && !Number.isNaN(date.getTime()));
}
