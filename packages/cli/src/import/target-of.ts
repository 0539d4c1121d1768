import { isSecretError, type Secrets } from "@claviger/core";
import { matchName } from "@claviger/core/provider";
import { textContent } from "../transfer/content.ts";
import type { Entry, Target } from "../transfer/job.ts";
import { referenceOf } from "../transfer/job.ts";
import { isAbsence } from "../transfer/read-content.ts";
import type { Choice } from "./choose.ts";
import { type PlaceOptions, placesOf } from "./place.ts";

/**
 * Where a variable goes. Of several places the one that has it now, else the first, which is the one that is read first.
 * @throws SecretError
 */
export async function targetOf(
  { name, value }: Choice,
  options: PlaceOptions & { readonly secrets: Secrets },
): Promise<Entry> {
  const places = placesOf(name, options);
  const [first, ...others] = places;
  if (!first) throw new Error("a variable has at least one place");
  const content = textContent(value);
  if (others.length === 0 || options.instance.capabilities.read === false)
    return { name, target: first, content };
  for (const target of places) if (await has(target, options.secrets)) return { name, target, content };
  return { name, target: first, content };
}

async function has(target: Target, secrets: Secrets): Promise<boolean> {
  try {
    if (target.field === undefined) return (await secrets.getBytes(referenceOf(target))).length >= 0;
    const fields = await secrets.getBundle(referenceOf({ ...target, field: undefined }));
    return matchName(target.field, Object.keys(fields)) !== undefined;
  } catch (error) {
    if (isAbsence(error)) return false;
    // It is there, with several fields.
    if (isSecretError(error, "decode")) return target.field === undefined;
    throw error;
  }
}
