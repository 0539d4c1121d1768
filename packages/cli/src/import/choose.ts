import { isReference, type Manifest } from "@claviger/core";
import { matchName } from "@claviger/core/provider";
import { neededToStart } from "./bootstrap-names.ts";
import { classify } from "./classify.ts";
import { decideByPattern, type NameFilter } from "./glob.ts";
import type { SourceEntry } from "./source-entry.ts";

/** An entry of the file, whether it is moved, and why. */
export interface Choice extends SourceEntry {
  readonly moved: boolean;
  readonly reason: string;
}

export interface ChooseOptions extends NameFilter {
  readonly manifest: Manifest;
  /** The instances of the chain, and the target. */
  readonly providers: readonly string[];
}

/** Tells what is moved from what stays: by what the command line says, the manifest, and what the entry looks like. */
export function choose(entries: readonly SourceEntry[], options: ChooseOptions): Choice[] {
  return entries.map((entry) => ({ ...entry, ...decide(entry, options) }));
}

function decide(
  { name, value }: SourceEntry,
  { manifest, providers, ...filter }: ChooseOptions,
): Pick<Choice, "moved" | "reason"> {
  if (isReference(value)) return { moved: false, reason: "a reference already" };
  const byPattern = decideByPattern(name, filter);
  if (byPattern) {
    const { moved, pattern } = byPattern;
    return { moved, reason: `${moved ? "--include" : "--exclude"} ${pattern}` };
  }
  const needed = neededToStart(name, providers);
  if (needed !== undefined) return { moved: false, reason: needed };
  const declared = value === "" ? undefined : declaredName(name, manifest);
  if (declared !== undefined) return { moved: true, reason: `in the manifest: ${declared}` };
  const { kind, reason } = classify(name, value);
  return { moved: kind === "secret", reason };
}

/** What the manifest calls a variable, which a read for that name finds. @throws SecretError `conflict` */
export function declaredName(variable: string, manifest: Manifest): string | undefined {
  return matchName(variable, Object.keys(manifest));
}
