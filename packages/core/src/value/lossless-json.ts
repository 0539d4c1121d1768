/** Part of V8 since Node 21, not yet of TypeScript's library. */
interface RawJson {
  rawJSON(source: string): object;
  isRawJSON(value: unknown): value is { readonly rawJSON: string };
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): unknown;
}

const json = JSON as unknown as RawJson;

/**
 * `JSON.parse`, but a number that JavaScript would change (`12345678901234567890`, `1.0`) keeps its source text, which
 * `jsonText` gives back.
 *
 * @throws SyntaxError without any of the text in its message: Node's own quotes it
 */
export function parseLosslessJson(text: string): unknown {
  try {
    return json.parse(text, (_key, value, { source }) =>
      typeof value === "number" && source !== undefined && String(value) !== source
        ? json.rawJSON(source)
        : value,
    );
  } catch {
    throw new SyntaxError("not valid JSON");
  }
}

/**
 * A parsed JSON value as the text that a secret has: strings as they are, numbers and booleans as their source text,
 * objects and arrays as JSON, `null` as `undefined`.
 */
export function jsonText(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === "string") return value;
  return JSON.stringify(value);
}

/** Whether a parsed JSON value is an object with named members. */
export function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !json.isRawJSON(value);
}
