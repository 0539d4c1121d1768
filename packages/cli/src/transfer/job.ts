import { formatReference, type Instance, SecretError } from "@claviger/core";
import type { Content } from "./content.ts";

/** One secret, or one field of it, that is to be written. */
export interface Entry {
  /** What it is called where it comes from. */
  readonly name: string;
  readonly target: Target;
  readonly content: Content;
}

/** A place in a store. */
export interface Target {
  readonly instance: Instance;
  readonly path: string;
  /** One value of a secret that holds several; without it the secret as a whole. */
  readonly field?: string | undefined;
  /** The naming rule chose the field: one that is there and folds alike is the same. */
  readonly derived?: boolean | undefined;
}

/** What is written in one secret. */
export interface Job {
  readonly instance: Instance;
  /** The secret itself, without a field. */
  readonly reference: string;
  readonly entries: readonly Entry[];
}

export function referenceOf({ instance, path, field }: Target): string {
  return formatReference({ provider: instance.id, path, field });
}

/** The entries by the secret that they are in; those that another would write over are given back as failures. */
export function jobsOf(entries: readonly Entry[]): {
  readonly jobs: readonly Job[];
  readonly clashes: ReadonlyMap<Entry, SecretError>;
} {
  const bySecret = Map.groupBy(entries, ({ target }) => referenceOf({ ...target, field: undefined }));
  const clashes = new Map<Entry, SecretError>();
  // Azure, for one, does not tell upper case from lower.
  const alike = Map.groupBy(bySecret, ([reference]) => reference.toLowerCase());
  for (const groups of alike.values()) {
    const together = groups.flatMap(([, group]) => group);
    if (groups.length > 1)
      for (const entry of together) clashes.set(entry, clash(entry, referenceOf(entry.target), together));
  }
  for (const [reference, group] of bySecret) {
    const byField = Map.groupBy(group, ({ target }) => target.field);
    for (const [field, same] of byField) {
      if (same.length > 1 || (field === undefined && byField.size > 1))
        for (const entry of same) clashes.set(entry, clash(entry, reference, group));
    }
  }
  const jobs = Array.from(bySecret, ([reference, group]) => ({
    reference,
    entries: group.filter((entry) => !clashes.has(entry)),
  }));
  return {
    clashes,
    jobs: jobs.flatMap((job) => {
      const [first] = job.entries;
      return first ? [{ ...job, instance: first.target.instance }] : [];
    }),
  };
}

function clash({ name }: Entry, reference: string, group: readonly Entry[]): SecretError {
  const others = group.map((entry) => entry.name).filter((other) => other !== name);
  return new SecretError(
    "conflict",
    `"${name}" would be kept in the same place as ${others.map((other) => `"${other}"`).join(", ")}, or in one that differs by case alone`,
    {
      name,
      location: reference,
      hint: "leave one out with --exclude, or give each a place of its own in the manifest (locations)",
    },
  );
}
