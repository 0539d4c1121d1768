import { isJsonObject } from "./lossless-json.ts";

/**
 * The value that a JSON Pointer (RFC 6901) names inside a parsed document, or `undefined` if there is none.
 * @param pointer - starts with `/`; `~1` stands for `/`, `~0` for `~`
 */
export function resolvePointer(document: unknown, pointer: string): unknown {
  let value: unknown = document;
  for (const token of pointer.slice(1).split("/")) {
    const key = token.replaceAll("~1", "/").replaceAll("~0", "~");
    if (Array.isArray(value)) value = /^(0|[1-9]\d*)$/.test(key) ? value[Number(key)] : undefined;
    else if (isJsonObject(value) && Object.hasOwn(value, key)) value = value[key];
    else return undefined;
  }
  return value;
}
