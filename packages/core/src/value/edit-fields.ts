import type { SecretRecord, SecretValue } from "../contract/secret-record.ts";
import type { WritableValue } from "../contract/write.ts";
import { SecretError } from "../errors/secret-error.ts";
import { isJsonObject, parseLosslessJson } from "./lossless-json.ts";
import { StoredSecret } from "./stored-secret.ts";

/** Changes to a secret's fields by name; `null` removes one. */
export type FieldChanges = Readonly<Record<string, string | null>>;

/**
 * A stored value with some of its fields changed, in the form that it had: of a JSON text, the other members stay as they
 * are, numbers to the last digit.
 *
 * @throws SecretError `decode` if it has no fields: nothing is written over what is not understood
 */
export function editFields(record: SecretRecord, changes: FieldChanges): WritableValue {
  const { value } = record;
  if (value.type === "fields") return { type: "fields", fields: changed(value.fields, changes) as never };
  const text = new StoredSecret(record).text();
  const object = objectIn(text, record);
  const edited = JSON.stringify(changed(object, changes));
  return sameForm(value, edited);
}

function sameForm(before: SecretValue, text: string): WritableValue {
  return before.type === "bytes"
    ? { type: "bytes", bytes: new TextEncoder().encode(text) }
    : { type: "text", text };
}

function changed(fields: Readonly<Record<string, unknown>>, changes: FieldChanges): Record<string, unknown> {
  // A Map, and not a spread, so that __proto__ is a name like any other.
  const all = new Map(Object.entries(fields));
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) all.delete(name);
    else all.set(name, value);
  }
  return Object.fromEntries(all);
}

function objectIn(text: string, { id, source = id }: SecretRecord): Readonly<Record<string, unknown>> {
  try {
    const parsed = parseLosslessJson(text);
    if (isJsonObject(parsed)) return parsed;
  } catch {
    // Said below.
  }
  throw new SecretError("decode", `${source} is not a JSON object, so that no field of it can be changed`, {
    hint: "write the secret as a whole",
  });
}
