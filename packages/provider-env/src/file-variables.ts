import { fold } from "@claviger/core/provider";
import type { Variable, Variables } from "./variables.ts";

/** The variables of one version of a `.env` file. */
export interface FileVariables extends Variables {
  readonly all: readonly Variable[];
}

/** @param title - the file as it is called in the options: `.env.local` */
export function fileVariables(title: string, all: readonly Variable[]): FileVariables {
  const byName = new Map(all.map((variable) => [variable.name, variable]));
  let byFolding: ReadonlyMap<string, readonly string[]> | undefined;
  return {
    title,
    all,
    get: (name) => byName.get(name),
    alike(folded) {
      byFolding ??= groupByFolding(byName.keys());
      return byFolding.get(folded) ?? [];
    },
  };
}

function groupByFolding(names: Iterable<string>): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const folded = fold(name);
    const group = groups.get(folded);
    if (group) group.push(name);
    else groups.set(folded, [name]);
  }
  return groups;
}
