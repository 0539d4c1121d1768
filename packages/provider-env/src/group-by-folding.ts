import { fold } from "@claviger/core/provider";

/** The names by what they fold to. */
export function groupByFolding(names: Iterable<string>): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const folded = fold(name);
    const group = groups.get(folded);
    if (group) group.push(name);
    else groups.set(folded, [name]);
  }
  return groups;
}
