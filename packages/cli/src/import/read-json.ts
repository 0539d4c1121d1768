import { fieldsFromText } from "@claviger/core/provider";
import { valueText } from "../get/value-text.ts";
import { malformed } from "./malformed.ts";
import type { SourceEntry } from "./source-entry.ts";

/**
 * The members of a JSON object: strings as they are, numbers and booleans as they are written, objects and arrays as JSON;
 * `null` is left out.
 *
 * @throws SecretError `not_configured`
 */
export function readJson(bytes: Uint8Array, title: string): SourceEntry[] {
  const text = valueText(bytes)?.replace(/^\uFEFF/, "");
  const fields = text === undefined ? undefined : fieldsFromText(text);
  if (!fields) throw malformed(title, "is not a JSON object", 'write {"NAME": "value"}');
  return Object.entries(fields).map(([name, value]) => ({ name, value }));
}
