import type { SecretRecord } from "../contract/secret-record.ts";
import { SecretError } from "../errors/secret-error.ts";
import { type Fields, fieldsFromText } from "./fields.ts";

/** What was parsed of a record once. */
interface Parsed {
  fields?: Fields | undefined;
  text?: string | undefined;
}

/**
 * A record that was read, with its parsed forms kept: a hundred names of one bundle parse it once. There is one for each
 * cached name, so it has no more than two properties and no private method, which would be a third.
 */
export class StoredSecret {
  readonly record: SecretRecord;
  #parsed: Parsed | undefined;

  constructor(record: SecretRecord) {
    this.record = record;
  }

  /**
   * The record as fields.
   * @throws SecretError `decode` if it is not a JSON object
   */
  fields(): Fields {
    const { value } = this.record;
    if (value.type === "fields") return value.fields;
    const parsed = (this.#parsed ??= {});
    parsed.fields ??= fieldsFromText(this.text());
    if (parsed.fields) return parsed.fields;
    throw new SecretError("decode", `${whereIs(this.record)} is not a JSON object`, {
      hint: `store an object such as {"NAME":"value"} there, or ask for the secret itself without a field`,
    });
  }

  /**
   * The record as one text.
   * @throws SecretError `decode` if it is not UTF-8, or holds several fields and none is named `value`
   */
  text(): string {
    const { value } = this.record;
    if (value.type === "text") return value.text;
    if (value.type === "bytes") return ((this.#parsed ??= {}).text ??= decoded(value.bytes, this.record));
    if (value.type === "fields") return single(value.fields, this.record);
    throw new SecretError("internal", `${whereIs(this.record)} is an unresolved reference`);
  }

  /** The record as bytes, a copy; text as UTF-8. @throws SecretError `decode` like `text` */
  bytes(): Uint8Array {
    const { value } = this.record;
    return value.type === "bytes" ? Uint8Array.from(value.bytes) : new TextEncoder().encode(this.text());
  }

  /** Whether both hold the same value. */
  equals({ record }: StoredSecret): boolean {
    const { value } = this.record;
    if (value.type === "bytes")
      return record.value.type === "bytes" && equalBytes(value.bytes, record.value.bytes);
    return JSON.stringify(value) === JSON.stringify(record.value);
  }
}

function decoded(bytes: Uint8Array, record: SecretRecord): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new SecretError("decode", `${whereIs(record)} is not UTF-8 text`, {
      hint: "read it with getBytes",
    });
  }
}

function single(fields: Fields, record: SecretRecord): string {
  if (Object.hasOwn(fields, "value")) return fields["value"] ?? "";
  const names = Object.keys(fields);
  const [only] = names;
  if (only !== undefined && names.length === 1) return fields[only] ?? "";
  const list = names.length > 0 ? `the fields ${names.join(", ")}` : "no field";
  throw new SecretError("decode", `${whereIs(record)} holds ${list}, and one value was asked for`, {
    hint: "name the field (name#field), or read it whole with getBundle",
  });
}

function whereIs({ source, id }: SecretRecord): string {
  return source ?? id;
}

function equalBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
