import type { Location } from "../contract/location.ts";
import { SecretError } from "../errors/secret-error.ts";
import type { Query, Value } from "../chain/query.ts";
import { matchName } from "../naming/match-name.ts";
import { cutDerivedField, cutWrittenField } from "./cut-field.ts";
import { type Fields, fieldsFromText } from "./fields.ts";
import type { StoredSecret } from "./stored-secret.ts";

/**
 * Takes what was asked for out of what is stored: first the field of the location, then the one that the caller wrote.
 *
 * @returns `undefined` if a field that the naming rule derived is missing: the name is absent there
 * @throws SecretError `field_not_found`, `conflict`, `decode`
 */
export function extract(
  stored: StoredSecret,
  location: Location,
  query: Pick<Query, "wanted" | "field" | "fields">,
): Value | undefined {
  const { field } = location;
  if (field === undefined) {
    if (query.field !== undefined) return fromText(written(stored.fields(), query.field), query, query.field);
    if (query.wanted === "bundle") return selected(stored.fields(), query.fields);
    return query.wanted === "bytes" ? stored.bytes() : stored.text();
  }
  const text = location.derived ? cutDerivedField(stored.fields(), field) : written(stored.fields(), field);
  if (text === undefined) return undefined;
  if (query.field === undefined) return fromText(text, query, field);
  return fromText(written(objectIn(text, field), query.field), query, query.field);
}

/** Whether a query can be answered out of what is stored: the field is there, and it is what was asked for. */
export function answers(
  stored: StoredSecret,
  location: Location,
  query: Parameters<typeof extract>[2],
): boolean {
  if (stored.value.type === "reference") return true;
  try {
    return extract(stored, location, query) !== undefined;
  } catch {
    return false;
  }
}

function fromText(text: string, { wanted, fields }: Pick<Query, "wanted" | "fields">, field: string): Value {
  if (wanted === "bundle") return selected(objectIn(text, field), fields);
  return wanted === "bytes" ? new TextEncoder().encode(text) : text;
}

function written(fields: Fields, field: string): string {
  const text = cutWrittenField(fields, field);
  if (text !== undefined) return text;
  const names = Object.keys(fields);
  throw new SecretError("field_not_found", `there is no field "${field}"`, {
    hint:
      names.length > 0
        ? `ask for one of its fields: ${names.join(", ")}`
        : "the secret has no fields: store one",
  });
}

function objectIn(text: string, field: string): Fields {
  const fields = fieldsFromText(text);
  if (fields) return fields;
  throw new SecretError("decode", `the field "${field}" is not a JSON object`, {
    hint: "ask for the field itself, or store a JSON object in it",
  });
}

function selected(fields: Fields, wanted: readonly string[] | undefined): Fields {
  if (!wanted) return fields;
  const names = Object.keys(fields);
  const bundle: Record<string, string> = Object.create(null);
  for (const name of wanted) {
    const match = matchName(name, names);
    bundle[name] = match === undefined ? written(fields, name) : (fields[match] ?? "");
  }
  return bundle;
}
