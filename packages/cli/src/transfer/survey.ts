import { isSecretError, SecretError } from "@claviger/core";
import { matchName } from "@claviger/core/provider";
import { type Content, digestOf, sameDigest, textContent } from "./content.ts";
import { type Entry, type Job, referenceOf } from "./job.ts";
import { isAbsence, readContent } from "./read-content.ts";
import type { StoreView } from "./store-view.ts";

/** What is to be done for an entry. */
export type Action =
  /** There is none yet. */
  | "create"
  /** There is one with another value. */
  | "update"
  /** There is one, and nobody can tell its value: the store is write-only. */
  | "replace"
  /** There is one with that value. */
  | "same";

/** What was seen of an entry's place. */
export type Finding = {
  readonly entry: Entry;
  /** Where it is, or will be. */
  readonly reference: string;
} & (
  | { readonly action: Action; readonly version?: string | undefined }
  | { readonly action: "failed"; readonly error: unknown }
);

/**
 * Looks at what is where a job's entries are to be written. A failure is a finding of its own.
 * @throws SecretError `throttled`, for who paces the work
 */
export async function survey(job: Job, view: StoreView): Promise<readonly Finding[]> {
  const tooLarge = job.entries.filter(isTooLarge);
  if (tooLarge.length === 0) return await look(job, view);
  const entries = job.entries.filter((entry) => !tooLarge.includes(entry));
  return [...tooLarge.map(refuseSize), ...(entries.length > 0 ? await look({ ...job, entries }, view) : [])];
}

async function look(job: Job, view: StoreView): Promise<readonly Finding[]> {
  const { instance, entries } = job;
  try {
    if (instance.capabilities.read === false) return await unread(job, view);
    const fields = entries.some(({ target }) => target.field !== undefined)
      ? await fieldsAt(job, view)
      : undefined;
    return await Promise.all(
      entries.map((entry) =>
        entry.target.field === undefined ? whole(entry, view) : inFields(entry, fields),
      ),
    );
  } catch (error) {
    if (isSecretError(error, "throttled")) throw error;
    return entries.map((entry) => ({
      entry,
      reference: referenceOf(entry.target),
      action: "failed" as const,
      error,
    }));
  }
}

async function unread({ instance, entries }: Job, view: StoreView): Promise<readonly Finding[]> {
  const listed = await view.listed(instance.id);
  return entries.map((entry) => {
    const reference = referenceOf(entry.target);
    return { entry, reference, action: listed && !listed.has(reference) ? "create" : "replace" };
  });
}

async function whole(entry: Entry, view: StoreView): Promise<Finding> {
  const reference = referenceOf(entry.target);
  const there = await readContent(view.secrets, reference);
  if (!there) return { entry, reference, action: "create" };
  if (isSame(entry.content, there)) return { entry, reference, action: "same" };
  if (entry.content.type === "bytes" && there.type === "fields" && Object.keys(there.fields).length > 1) {
    const error = severalFields(reference, Object.keys(there.fields));
    return { entry, reference, action: "failed", error };
  }
  return { entry, reference, action: "update", version: view.versionOf(reference) };
}

async function fieldsAt(
  { reference }: Job,
  { secrets }: StoreView,
): Promise<Record<string, string> | undefined> {
  try {
    return await secrets.getBundle(reference, { refresh: true });
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

async function inFields(entry: Entry, fields: Record<string, string> | undefined): Promise<Finding> {
  const { target, content } = entry;
  const { field = "" } = target;
  const names = Object.keys(fields ?? {});
  const spelled = (target.derived ? matchName(field, names) : names.find((name) => name === field)) ?? field;
  const reference = referenceOf({ ...target, field: spelled });
  if (!fields || !names.includes(spelled)) return { entry, reference, action: "create" };
  return {
    entry,
    reference,
    action: isSame(content, textContent(fields[spelled] ?? "")) ? "same" : "update",
  };
}

function isSame(one: Content, other: Content): boolean {
  return sameDigest(digestOf(one), digestOf(other));
}

function isTooLarge({ content, target }: Entry): boolean {
  const { maxBytes = Infinity } = target.instance.capabilities;
  return content.type === "bytes" && content.bytes.length > maxBytes;
}

/** Seen before anything is written. */
function refuseSize(entry: Entry): Finding {
  const { name, target } = entry;
  const reference = referenceOf(target);
  const { id, capabilities } = target.instance;
  const error = new SecretError(
    "invalid_value",
    `${id} takes values of ${capabilities.maxBytes} bytes at most`,
    { name, location: reference, hint: "keep it in another store, or leave it out with --exclude" },
  );
  return { entry, reference, action: "failed", error };
}

function severalFields(reference: string, names: readonly string[]): SecretError {
  return new SecretError("conflict", `${reference} holds several fields, which one value would write over`, {
    location: reference,
    hint: `write it into one of them (${names.join(", ")}), or into another secret`,
  });
}
