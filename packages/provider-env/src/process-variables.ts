import type { Host } from "@claviger/core/provider";
import { groupByFolding } from "./group-by-folding.ts";
import type { Variables } from "./variables.ts";

const title = "the process environment";

/**
 * Makes looks at the process environment, which may change between them. Within one look the names are listed once, and
 * they are folded anew only when they are not those of the look before.
 */
export function processVariables({ env }: Pick<Host, "env">): () => Variables {
  let names: readonly string[] = [];
  let byFolding: ReadonlyMap<string, readonly string[]> = new Map();
  const listNames = (): typeof byFolding => {
    const listed = Object.keys(env);
    if (!isSame(listed, names)) {
      names = listed;
      byFolding = groupByFolding(listed);
    }
    return byFolding;
  };
  const valueOf = (name: string): string | undefined => (Object.hasOwn(env, name) ? env[name] : undefined);
  return () => {
    let listed: typeof byFolding | undefined;
    return {
      title,
      get(name) {
        const value = valueOf(name);
        return value === undefined ? undefined : { name, value, place: title, origin: "process" };
      },
      alike(folded) {
        listed ??= listNames();
        return (listed.get(folded) ?? []).filter((name) => valueOf(name) !== undefined);
      },
    };
  };
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((name, index) => name === others[index]);
}
