import { matchName } from "../naming/match-name.ts";
import type { Fields } from "./fields.ts";
import { resolvePointer } from "./json-pointer.ts";
import { jsonText, parseLosslessJson } from "./lossless-json.ts";

/**
 * The field that a caller wrote: exactly that name, or a JSON Pointer where it starts with `/`. `undefined` if missing.
 */
export function cutWrittenField(fields: Fields, field: string): string | undefined {
  if (!field.startsWith("/")) return Object.hasOwn(fields, field) ? fields[field] : undefined;
  const end = field.indexOf("/", 1);
  const first = (end === -1 ? field.slice(1) : field.slice(1, end))
    .replaceAll("~1", "/")
    .replaceAll("~0", "~");
  const text = Object.hasOwn(fields, first) ? fields[first] : undefined;
  if (text === undefined || end === -1) return text;
  return jsonText(resolvePointer(parsed(text), field.slice(end)));
}

/**
 * The field that the naming rule derived from a name: exactly, then folded. `undefined` if missing.
 * @throws SecretError `conflict` if several fields fold to it
 */
export function cutDerivedField(fields: Fields, name: string): string | undefined {
  const match = matchName(name, Object.keys(fields));
  return match === undefined ? undefined : fields[match];
}

function parsed(text: string): unknown {
  try {
    return parseLosslessJson(text);
  } catch {
    return undefined;
  }
}
