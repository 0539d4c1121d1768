import { fieldsFromText, SecretError, type SecretValue, type WritableValue } from "@claviger/core/provider";

/** A value with some fields changed, `null` removed, and the others kept. @throws SecretError `decode` */
export function patched(
  path: string,
  value: SecretValue,
  changes: Readonly<Record<string, string | null>>,
): WritableValue {
  const before =
    value.type === "fields" ? value.fields : value.type === "text" ? fieldsFromText(value.text) : undefined;
  if (!before)
    throw new SecretError("decode", `"${path}" has no fields that could be changed`, { location: path });
  const fields = new Map(Object.entries(before));
  for (const [name, text] of Object.entries(changes)) {
    if (text === null) fields.delete(name);
    else fields.set(name, text);
  }
  return { type: "fields", fields: Object.fromEntries(fields) };
}
