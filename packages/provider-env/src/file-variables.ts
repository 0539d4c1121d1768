import { groupByFolding } from "./group-by-folding.ts";
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
