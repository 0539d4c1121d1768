import { isSecretError, type SecretError } from "@claviger/core";
import { fieldsFromText } from "@claviger/core/provider";
import { valueText } from "../get/value-text.ts";
import type { Stores } from "./open-stores.ts";

/** A secret's value as a store has it now, or had it in a version. */
export interface Present {
  readonly kind: "present";
  /** Its fields by name; `undefined` where it is no JSON object. */
  readonly fields?: Readonly<Record<string, string>> | undefined;
  /** Its value where it is one: text or bytes. A JSON object that is stored as text has both. */
  readonly whole?: Uint8Array | undefined;
  readonly version?: string | undefined;
}

/** What a store has of a secret now. */
export type StoredState =
  | Present
  | { readonly kind: "absent" }
  /** It was deleted, and the store still knows it. */
  | { readonly kind: "deleted" }
  /** It is not known, since it cannot be read. */
  | { readonly kind: "unknown"; readonly why: string };

/**
 * Looks at what one store has, past the cache.
 *
 * @param reference - of a whole secret, without version and field
 * @throws SecretError what the store answers, but absence and refusals
 */
export async function look(stores: Stores, reference: string, version?: string): Promise<StoredState> {
  try {
    const fields = await orDecode(stores.secrets.getBundle(reference, { refresh: true, version }));
    // What was read is cached: this asks nobody.
    const bytes = await orDecode(stores.secrets.getBytes(reference, { version }));
    return { kind: "present", fields, whole: wholeOf(bytes, fields), version: stores.lastVersion() };
  } catch (error) {
    if (!isSecretError(error)) throw error;
    return unseen(error);
  }
}

function unseen(error: SecretError): StoredState {
  const { code, attempts } = error;
  if (code === "deleted" || attempts.some(({ answer }) => answer === "deleted")) return { kind: "deleted" };
  if (code === "not_found") return { kind: "absent" };
  if (code === "denied" || code === "disabled") return { kind: "unknown", why: error.problem };
  throw error;
}

/** @returns `undefined` if the value is there and is something else than was asked for */
async function orDecode<T>(value: Promise<T>): Promise<T | undefined> {
  try {
    return await value;
  } catch (error) {
    if (isSecretError(error, "decode")) return undefined;
    throw error;
  }
}

/** A store of fields answers with the only one, or the one named `value`, where one value is asked for: that is no whole. */
function wholeOf(
  bytes: Uint8Array | undefined,
  fields: Readonly<Record<string, string>> | undefined,
): Uint8Array | undefined {
  if (bytes === undefined || fields === undefined) return bytes;
  const text = valueText(bytes);
  const object = text === undefined ? undefined : fieldsFromText(text);
  return object && sameFields(object, fields) ? bytes : undefined;
}

/** Whether both have the same fields with the same values, in whatever order. */
export function sameFields(
  one: Readonly<Record<string, string>>,
  other: Readonly<Record<string, string>>,
): boolean {
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && one[name] === other[name])
  );
}
