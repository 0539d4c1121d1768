import { isJsonObject, parseLosslessJson } from "@claviger/core/provider";

/** A JSON object as it was parsed. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** What Vault answered. */
export interface Reply {
  readonly status: number;
  /** Header names are in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** `undefined` where the reply had no JSON object: it is empty, cut, or somebody else's. */
  readonly body: JsonObject | undefined;
}

/** The JSON object that those bytes are, if they are one. */
export function parseBody(bytes: Uint8Array): JsonObject | undefined {
  try {
    const value = parseLosslessJson(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The texts of Vault's `errors`, for matching only: they are never shown. `undefined` where the reply has no such list. */
export function errorTexts({ body }: Reply): readonly string[] | undefined {
  const errors = body?.["errors"];
  return Array.isArray(errors) ? errors.filter((error) => typeof error === "string") : undefined;
}

/** The member of that name, if it is an object. */
export function objectAt(object: JsonObject | undefined, name: string): JsonObject | undefined {
  const value = object?.[name];
  return isJsonObject(value) ? value : undefined;
}
