import { relative } from "node:path";
import { printable } from "../output/printable.ts";
import { writeAll } from "../output/write-all.ts";
import type { FileChange } from "./file-change.ts";
import type { AgeStore } from "./make-age-store.ts";
import { installCommand, resolvePackage } from "./packages.ts";
import { packageOf } from "./provider-chain.ts";

/** How `init` says what it does. */
export interface Presentation {
  readonly json: boolean;
  readonly dryRun: boolean;
  readonly directory: string;
}

export function showPlan(
  changes: readonly FileChange[],
  { json, usesAge }: Presentation & { readonly usesAge: boolean },
): void {
  const files = changes.map((change) => ({ file: change.name, action: actionOf(change) }));
  const store = usesAge ? ["make an age store and its key, if there is none"] : [];
  const lines = json
    ? [JSON.stringify({ plan: { action: "init", files, details: store } })]
    : [...files.map(({ file, action }) => `${action} ${file}`), ...store].map(
        (line) => `Plan: ${printable(line)}`,
      );
  writeAll(2, Buffer.from(lines.map((line) => `${line}\n`).join("")));
}

function actionOf({ before, overwrites }: FileChange): string {
  if (before === undefined) return "write";
  return overwrites ? "overwrite" : "add to";
}

/** What the project needs and does not have. The environment is read by the command itself. */
function missingPackages(providers: readonly string[], directory: string): string[] {
  const needed = ["@claviger/core", ...providers.filter((name) => name !== "env").map(packageOf)];
  return needed.filter((name) => resolvePackage(name, directory) === undefined);
}

interface Done {
  readonly changes: readonly FileChange[];
  readonly store: AgeStore | undefined;
  readonly providers: readonly string[];
}

export function presentInit(
  { changes, store, providers }: Done,
  { json, dryRun, directory }: Presentation,
): string {
  const missing = missingPackages(providers, directory);
  const install = missing.length > 0 ? installCommand(missing, directory) : undefined;
  if (json) {
    const files = changes.map((change) => ({ file: change.name, action: actionOf(change) }));
    return `${JSON.stringify({ action: "init", dryRun, files, store, install })}\n`;
  }
  const done = [
    ...changes.map(({ name }) => `Written: ${name}`),
    ...(store ? storeLines(store, directory) : []),
  ];
  const lines = dryRun
    ? ["Nothing was changed (--dry-run)"]
    : done.length > 0
      ? done
      : ["Unchanged: all is there"];
  return [...lines, ...(install ? [`Next: ${install}`] : [])].map((line) => `${printable(line)}\n`).join("");
}

function storeLines({ file, identityFile, recipient, ...made }: AgeStore, directory: string): string[] {
  const { madeIdentity, madeStore } = made;
  const key = relative(directory, identityFile);
  return [
    ...(madeIdentity ? [`Made: the key ${key}, public key ${recipient}. Keep a copy of it elsewhere.`] : []),
    ...(madeStore ? [`Made: the store ${relative(directory, file)}`] : []),
  ];
}
