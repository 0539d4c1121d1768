import { isJsonObject, jsonText, parseLosslessJson } from "./lossless-json.ts";

/** The fields of a secret, by name. It has no prototype, so that `__proto__` and `toString` are names like any other. */
export type Fields = Readonly<Record<string, string>>;

/** The fields of a parsed JSON object: each member as text, `null` left out. */
export function fieldsFromJson(object: Readonly<Record<string, unknown>>): Fields {
  const fields: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(object)) {
    const text = jsonText(value);
    if (text !== undefined) fields[name] = text;
  }
  return fields;
}

/** The fields of a text that is a JSON object, or `undefined` if it is not one. */
export function fieldsFromText(text: string): Fields | undefined {
  try {
    // A byte order mark, which some editors write, is no part of the document (RFC 8259, section 8.1).
    const value = parseLosslessJson(text.startsWith("\ufeff") ? text.slice(1) : text);
    return isJsonObject(value) ? fieldsFromJson(value) : undefined;
  } catch {
    return undefined;
  }
}
