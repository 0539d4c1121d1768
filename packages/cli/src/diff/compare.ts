import { isReference, isSecretError, parseReference } from "@claviger/core";
import { mask } from "../output/mask.ts";
import { valueText } from "../get/value-text.ts";
import type { Pair } from "../sides/pairs.ts";
import type { Side, Sides } from "../sides/side.ts";
import { type Content, digestOf, sameDigest, simplified, textContent } from "../transfer/content.ts";
import { readContent } from "../transfer/read-content.ts";
import { fieldsFromText } from "@claviger/core/provider";

/** How a secret is on two sides. */
export interface Comparison {
  readonly pair: Pair;
  readonly result:
    | "same"
    | "differs"
    /** The second side does not have it. */
    | "missing"
    /** Only the second side has it. */
    | "extra"
    /** One side is write-only. */
    | "unknown"
    /** Neither has it. */
    | "absent"
    | "failed";
  /** Of a secret with several fields, those that differ. */
  readonly fields?: readonly FieldDifference[];
  /** Masked, for a terminal. */
  readonly shown?: readonly [from: string, to: string];
  readonly error?: unknown;
}

export interface FieldDifference {
  readonly field: string;
  readonly result: "differs" | "missing" | "extra";
  readonly shown?: readonly [from: string, to: string];
}

/** What is there on one side. */
type There = Content | "absent" | "unreadable";

/**
 * Compares one secret. Values are told apart by a keyed hash.
 *
 * @param options - `masks`: also what a terminal may show of values that differ
 * @throws SecretError `throttled`, for who paces the work
 */
export async function compare(
  pair: Pair,
  { from, to }: Sides,
  options: { readonly masks: boolean },
): Promise<Comparison> {
  try {
    const [one, other] = await Promise.all([
      pair.from === undefined ? ("absent" as const) : look(pair.from, from),
      look(pair.to, to),
    ]);
    return { pair, ...judge(one, other, options) };
  } catch (error) {
    if (isSecretError(error, "throttled")) throw error;
    return { pair, result: "failed", error };
  }
}

async function look(name: string, { view }: Side): Promise<There> {
  const writeOnly = await writeOnlyInstance(name, view);
  if (writeOnly === undefined) return (await readContent(view.secrets, name)) ?? "absent";
  const listed = await view.listed(writeOnly);
  return listed && !listed.has(name) ? "absent" : "unreadable";
}

/** The store that a reference names, if it cannot be read. */
async function writeOnlyInstance(name: string, { deployment }: Side["view"]): Promise<string | undefined> {
  const { provider } = isReference(name) ? parseReference(name) : {};
  if (provider === undefined) return undefined;
  const { id, capabilities } = await (await deployment.instances()).open(provider);
  return capabilities.read === false ? id : undefined;
}

function judge(one: There, other: There, { masks }: { readonly masks: boolean }): Omit<Comparison, "pair"> {
  if (one === "absent") return { result: other === "absent" ? "absent" : "extra" };
  if (other === "absent") return { result: "missing" };
  if (one === "unreadable" || other === "unreadable") return { result: "unknown" };
  if (sameDigest(digestOf(one), digestOf(other))) return { result: "same" };
  const [first, second] = [fieldsOf(one), fieldsOf(other)];
  if (first && second) return { result: "differs", fields: differences(first, second, masks) };
  return { result: "differs", ...(masks && { shown: [masked(one), masked(other)] as const }) };
}

function differences(
  one: Readonly<Record<string, string>>,
  other: Readonly<Record<string, string>>,
  masks: boolean,
): FieldDifference[] {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return Array.from(names).flatMap((field): FieldDifference[] => {
    const [first, second] = [one[field], other[field]];
    if (first === undefined) return [{ field, result: "extra" }];
    if (second === undefined) return [{ field, result: "missing" }];
    if (sameDigest(digestOf(textContent(first)), digestOf(textContent(second)))) return [];
    return [{ field, result: "differs", ...(masks && { shown: [mask(first), mask(second)] as const }) }];
  });
}

/** As text or bytes they may differ where their fields do not: then the text is what is told. */
function fieldsOf(content: Content): Readonly<Record<string, string>> | undefined {
  const plain = simplified(content);
  if (plain.type === "fields") return plain.fields;
  const text = valueText(plain.bytes);
  return text === undefined ? undefined : fieldsFromText(text);
}

function masked(content: Content): string {
  const plain = simplified(content);
  if (plain.type === "fields") return `(${Object.keys(plain.fields).length} fields)`;
  const text = valueText(plain.bytes);
  return text === undefined ? `(binary, ${plain.bytes.length} bytes)` : mask(text);
}
