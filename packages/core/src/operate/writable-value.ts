import type { Query } from "../chain/query.ts";
import type { WritableValue } from "../contract/write.ts";
import { SecretError } from "../errors/secret-error.ts";
import type { NewValue } from "../secrets/write-options.ts";

/**
 * A value as providers take it, checked at the border.
 * @throws SecretError `invalid_value`, which never tells the value
 */
export function writableValue({ asked }: Pick<Query, "asked">, value: NewValue): WritableValue {
  const given: unknown = value;
  if (typeof given === "string") {
    if (given.isWellFormed()) return { type: "text", text: given };
    throw invalid(asked, "it holds half of a surrogate pair, which no encoding can keep");
  }
  if (given instanceof Uint8Array) return { type: "bytes", bytes: given };
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw invalid(
      asked,
      `it is ${given === null ? "null" : Array.isArray(given) ? "an array" : typeof given}`,
    );
  const fields = Object.entries(given);
  const wrong = fields.filter(([, field]) => typeof field !== "string" || !field.isWellFormed());
  if (wrong.length > 0)
    throw invalid(asked, `these of its fields are no text: ${wrong.map(([name]) => name).join(", ")}`);
  return { type: "fields", fields: Object.fromEntries(fields) as Record<string, string> };
}

function invalid(asked: string, why: string): SecretError {
  return new SecretError("invalid_value", `the value for "${asked}" cannot be stored: ${why}`, {
    name: asked,
    hint: "give a string, a Uint8Array, or an object of strings",
  });
}
