import { isJsonObject, parseLosslessJson, SecretError, type WritableValue } from "@claviger/core/provider";

/**
 * A value with some of its fields changed, `null` for those that go. A text that is a JSON object stays one, and what is
 * not named stays as it was, to the letter of its numbers.
 *
 * @throws SecretError `decode` if it has no fields
 */
export function patchValue(
  value: WritableValue,
  changes: Readonly<Record<string, string | null>>,
  { path, title }: { readonly path: string; readonly title: string },
): WritableValue {
  if (value.type === "fields") return { type: "fields", fields: patched(value.fields, changes) };
  const object = value.type === "text" ? objectOf(value.text) : undefined;
  if (object) return { type: "text", text: JSON.stringify(patched(object, changes)) };
  throw new SecretError("decode", `"${path}" in ${title} has no fields to change`, {
    location: path,
    hint: "write it whole, with its fields",
  });
}

function patched<T>(
  object: Readonly<Record<string, T>>,
  changes: Readonly<Record<string, string | null>>,
): Readonly<Record<string, T | string>> {
  const members = new Map<string, T | string>(Object.entries(object));
  for (const [name, text] of Object.entries(changes)) {
    if (text === null) members.delete(name);
    else members.set(name, text);
  }
  return Object.fromEntries(members);
}

function objectOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value = parseLosslessJson(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
