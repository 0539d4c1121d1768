import type { SecretRecord, SecretValue } from "../contract/secret-record.ts";
import { SecretError } from "../errors/secret-error.ts";
import { type Fields, fieldsFromText } from "./fields.ts";

/** What was parsed of a record once. */
interface Parsed {
  fields?: Fields | undefined;
  text?: string | undefined;
}

/**
 * What is read of a record after its arrival, with its parsed forms kept: a hundred names of one bundle parse it once.
 * There is one for each cached name, so it keeps no more of a record, and has no private method, which would be one more
 * property.
 */
export class StoredSecret {
  readonly id: string;
  readonly value: SecretValue;
  readonly version: string | undefined;
  readonly source: string | undefined;
  #parsed: Parsed | undefined;

  constructor({ id, value, version, source }: SecretRecord) {
    this.id = id;
    this.value = value;
    this.version = version;
    this.source = source;
  }

  /**
   * The record as fields.
   * @throws SecretError `decode` if it is not a JSON object
   */
  fields(): Fields {
    const { value } = this;
    if (value.type === "fields") return value.fields;
    const parsed = (this.#parsed ??= {});
    parsed.fields ??= fieldsFromText(this.text());
    if (parsed.fields) return parsed.fields;
    throw new SecretError("decode", `${whereIs(this)} is not a JSON object`, {
      hint: `store an object such as {"NAME":"value"} there, or ask for the secret itself without a field`,
    });
  }

  /**
   * The record as one text.
   * @throws SecretError `decode` if it is not UTF-8, or holds several fields and none is named `value`
   */
  text(): string {
    const { value } = this;
    if (value.type === "text") return value.text;
    if (value.type === "bytes") return ((this.#parsed ??= {}).text ??= decoded(value.bytes, this));
    if (value.type === "fields") return single(value.fields, this);
    throw new SecretError("internal", `${whereIs(this)} is an unresolved reference`);
  }

  /** The record as bytes, a copy; text as UTF-8. @throws SecretError `decode` like `text` */
  bytes(): Uint8Array {
    const { value } = this;
    return value.type === "bytes" ? Uint8Array.from(value.bytes) : new TextEncoder().encode(this.text());
  }

  /** Whether both hold the same value. */
  equals({ value: other }: StoredSecret): boolean {
    const { value } = this;
    if (value.type !== "bytes") return JSON.stringify(value) === JSON.stringify(other);
    return other.type === "bytes" && Buffer.compare(value.bytes, other.bytes) === 0;
  }
}

function decoded(bytes: Uint8Array, record: StoredSecret): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new SecretError("decode", `${whereIs(record)} is not UTF-8 text`, {
      hint: "read it with getBytes",
    });
  }
}

function single(fields: Fields, record: StoredSecret): string {
  if (Object.hasOwn(fields, "value")) return fields["value"] ?? "";
  const names = Object.keys(fields);
  const [only] = names;
  if (only !== undefined && names.length === 1) return fields[only] ?? "";
  const list = names.length > 0 ? `the fields ${names.join(", ")}` : "no field";
  throw new SecretError("decode", `${whereIs(record)} holds ${list}, and one value was asked for`, {
    hint: "name the field (name#field), or read it whole with getBundle",
  });
}

function whereIs({ source, id }: StoredSecret): string {
  return source ?? id;
}
