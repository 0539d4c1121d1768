import { type HttpReply, isJsonObject, parseLosslessJson } from "@claviger/core/provider";

/** A JSON object as it was parsed. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** What Vault answered. */
export interface Reply {
  readonly status: number;
  readonly headers: HttpReply["headers"];
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

/** Whether one of Vault's `errors` says that. */
export function says(reply: Reply, pattern: RegExp): boolean {
  return errorTexts(reply)?.some((text) => pattern.test(text)) ?? false;
}

/** The one reply that means that nothing is there: 404 with an empty list of errors, and nothing else. */
export function isNothingThere(reply: Reply): boolean {
  return (
    reply.status === 404 && errorTexts(reply)?.length === 0 && Object.keys(reply.body ?? {}).length === 1
  );
}

/** Whether a change was made: what KV v2 answers to one that has nothing to tell. */
export function isDone({ status }: Reply): boolean {
  return status === 200 || status === 204;
}

/** The member of that name, if it is an object. */
export function objectAt(object: JsonObject | undefined, name: string): JsonObject | undefined {
  const value = object?.[name];
  return isJsonObject(value) ? value : undefined;
}
